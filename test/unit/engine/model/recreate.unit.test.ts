import type { Resource } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { withoutRemade } from '../../../../src/engine/model/recreate.js';

const thing = (kind: string, id: string, attributes: Resource['attributes'], ...on: string[]) => ({
  kind,
  id,
  attributes,
  dependsOn: on,
  why: 'a test',
});

/** A machine's cable into `namespace`, with the guard of its port and what stands on it. */
const machine = (name: string, namespace: string): Resource[] => [
  thing('port', `port:${name}`, { interface: name }, 'router:a'),
  thing('veth', `veth:${name}`, { name, peer: { name: 'inside', namespace } }, 'bridge:a'),
  thing('sysctl', `sysctl:${name}`, { key: name }, `veth:${name}`),
  thing('address', `address:${namespace}`, {}, `veth:${name}`),
  thing('route', `route:${namespace}`, {}, `address:${namespace}`),
];

const before = [thing('bridge', 'bridge:a', {}), ...machine('one', 'x'), ...machine('two', 'y')];

it('a cable that leads elsewhere goes with all that is about it, and nothing else does', () => {
  const after = [thing('bridge', 'bridge:a', {}), ...machine('one', 'z'), ...machine('two', 'y')];
  expect(withoutRemade(before, after).map(({ id }) => id)).toEqual([
    'bridge:a',
    ...machine('two', 'y').map(({ id }) => id),
  ]);
});

it('what stays, comes or goes is not touched', () => {
  expect(withoutRemade(before, before)).toBe(before);
  expect(withoutRemade(before, [])).toBe(before);
  expect(withoutRemade([], before)).toEqual([]);
});
