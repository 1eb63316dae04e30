import type { Attributes, Driver, Resource } from '@vpcctl/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutRecreated as without } from '../../../../src/engine/model/recreate.js';
import { createIproute2Driver } from '../../../../src/host/iproute2/index.js';

const withoutRecreated = (before: readonly Resource[], after: readonly Resource[]) =>
  without([createIproute2Driver({ ipv6: true })], before, after);

const thing = (kind: string, id: string, attributes: Resource['attributes'], ...on: string[]) => ({
  kind,
  id,
  attributes,
  dependsOn: on,
  why: 'a test',
});

/** The veth pair of a workload in `namespace`, with its source guard and its dependents. */
const workload = (name: string, namespace: string): Resource[] => [
  thing('source-guard', `source-guard:${name}`, { interface: name }, 'vpc-boundary:a'),
  thing('veth', `veth:${name}`, { name, peer: { name: 'guest', namespace } }, 'bridge:a'),
  thing('sysctl', `sysctl:${name}`, { key: name }, `veth:${name}`),
  thing('address', `address:${namespace}`, {}, `veth:${name}`),
  thing('route', `route:${namespace}`, {}, `address:${namespace}`),
];

const before = [thing('bridge', 'bridge:a', {}), ...workload('one', 'x'), ...workload('two', 'y')];

it('a veth pair whose guest end moves is recreated with its dependents, and nothing else is', () => {
  const after = [thing('bridge', 'bridge:a', {}), ...workload('one', 'z'), ...workload('two', 'y')];
  expect(withoutRecreated(before, after).map(({ id }) => id)).toEqual([
    'bridge:a',
    ...workload('two', 'y').map(({ id }) => id),
  ]);
});

it('resources that stay, appear or disappear are not recreated', () => {
  expect(withoutRecreated(before, before)).toBe(before);
  expect(withoutRecreated(before, [])).toBe(before);
  expect(withoutRecreated([], before)).toEqual([]);
});

it("a plugin's resource is not recreated, whatever its attributes are", () => {
  const end = fc.record({ namespace: fc.string(), name: fc.string() });
  const peer = fc.oneof(fc.constant(null), fc.jsonValue(), end);
  const attributes = fc.record({ peer }, { requiredKeys: [] }) as fc.Arbitrary<Attributes>;
  fc.assert(
    fc.property(attributes, attributes, (was, is) => {
      const mine = [...before, thing('tunnel', 'tunnel:a', was)];
      const after = [...before, thing('tunnel', 'tunnel:a', is)];
      expect(withoutRecreated(mine, after)).toBe(mine);
    }),
  );
});

it("a plugin's driver says itself what it can't change in place", () => {
  const tunnel = thing('tunnel', 'tunnel:a', {});
  const mine = [tunnel, thing('route', 'route:a', {}, 'tunnel:a'), thing('route', 'route:b', {})];
  const driver: Driver = {
    ...{ name: 'tunnels', kinds: ['tunnel'], programs: {}, compile: () => [] },
    observe: async () => [],
    replaces: () => [tunnel.id],
  };
  expect(without([driver], mine, mine).map(({ id }) => id)).toEqual(['route:b']);
});
