import type { GuardedLink, Resource } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { unitsOf } from '../../../../src/engine/repair/units.js';

const filter: Resource = {
  kind: 'packet-filter',
  id: 'packet-filter:vpcctl',
  attributes: {},
  why: '',
};
const veth: Resource = { kind: 'veth', id: 'veth:one', attributes: { master: 'br-a' }, why: '' };
const guard: Resource = { kind: 'source-guard', id: 'source-guard:one', attributes: {}, why: '' };
const link: GuardedLink = {
  ...{ id: veth.id, link: 'one', guards: [], settings: [guard.id] },
  isPort: ({ attributes }) => attributes['master'] === 'br-a',
};
const damaged = { ...filter, attributes: { isDamaged: true } };

function unitsWith(current: readonly Resource[]) {
  const byId = (resources: readonly Resource[]) => new Map(resources.map((one) => [one.id, one]));
  return unitsOf({
    current: byId(current),
    desired: byId([filter, veth, guard]),
    links: new Map([[veth.id, link]]),
    prerequisites: new Map(),
    isGivenUp: () => false,
  }).map(({ ids }) => ids);
}

it('the guard of a port is rebuilt with a damaged filter only where the port is in its bridge', () => {
  expect(unitsWith([damaged, veth])).toEqual([[filter.id, guard.id]]);
  const outside = { ...veth, attributes: { master: '' } };
  expect(unitsWith([damaged, outside])).toEqual([[filter.id], [veth.id, guard.id]]);
  expect(unitsWith([damaged])).toEqual([[filter.id], [veth.id, guard.id]]);
});
