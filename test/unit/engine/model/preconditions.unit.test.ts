import type { Entry } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import { recordedSo, refuseDependents } from '../../../../src/engine/model/preconditions.js';
import { given, registry, type Wish } from '../../../support/features/given.js';

const OUTER: Wish = ['vpc.create', { name: 'a', cidr: '10.0.0.0/16' }];
const INNER: Wish = ['vpc.create', { name: 'b', cidr: '10.0.1.0/24' }];
const SUBNET: Wish = ['subnet.add', { vpc: 'a', name: 'web', cidr: '10.0.1.0/24' }];
const OTHER: Wish = ['subnet.add', { vpc: 'a', name: 'db', cidr: '10.0.2.0/24' }];
const INSTANCE: Wish = ['instance.add', { vpc: 'a', subnet: 'db', name: 'i' }];

const entry = (seq: number, type: string, data: Entry['data']): Entry => ({
  ...{ seq, id: '', at: '', actor: { uid: 0, user: 'ada', pid: 7, argv: [] } },
  ...{ type, v: registry.intent(type)?.version ?? 1, data, prev: '', hash: '' },
});

/** The gateway of `b` is the address of `a/web`, as a journal may have it that is older than the rule. */
const ENTRIES = [
  entry(1, 'vpc.create', given().when(...OUTER).data),
  entry(2, 'subnet.add', given(OUTER).when(...SUBNET).data),
  entry(3, 'vpc.create', given(OUTER).when(...INNER).data),
  entry(4, 'subnet.add', given(OUTER, SUBNET).when(...OTHER).data),
  entry(5, 'instance.add', given(OUTER, SUBNET, OTHER).when(...INSTANCE).data),
];
const ALL = [1, 2, 3, 4, 5];

it('what was recorded before a rule that refuses it goes on counting', () => {
  expect([...recordedSo(registry, ENTRIES, ALL)]).toEqual([3]);
  refuseDependents(registry, ENTRIES, [1, 2, 3, 4], ALL);
});

it('what has lost what it stands on does not', () => {
  const refused = () => refuseDependents(registry, ENTRIES, [1, 2, 3, 5], ALL);
  expect(refused).toThrow(
    expect.objectContaining({
      code: 'REVERT_DEPENDED',
      hints: [expect.stringMatching(/^5 /), expect.anything()],
    }),
  );
});
