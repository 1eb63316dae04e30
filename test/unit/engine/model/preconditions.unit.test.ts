import { expect, it } from 'vitest';
import {
  grandfathered,
  refuseBrokenDependents,
} from '../../../../src/engine/model/preconditions.js';
import { changeOf } from '../../../support/engine/entries.js';
import { type CommandRequest, given, registry } from '../../../support/features/given.js';

const OUTER: CommandRequest = ['vpc.create', { name: 'a', cidr: '10.0.0.0/16' }];
const INNER: CommandRequest = ['vpc.create', { name: 'b', cidr: '10.0.1.0/24' }];
const SUBNET: CommandRequest = ['subnet.add', { vpc: 'a', name: 'web', cidr: '10.0.1.0/24' }];
const OTHER: CommandRequest = ['subnet.add', { vpc: 'a', name: 'db', cidr: '10.0.2.0/24' }];
const INSTANCE: CommandRequest = ['instance.add', { vpc: 'a', subnet: 'db', name: 'i' }];

/** The gateway of `b` is the address of `a/web`, as a journal may have it that is older than the rule. */
const ENTRIES = [
  given().when(...OUTER),
  given(OUTER).when(...SUBNET),
  given(OUTER).when(...INNER),
  given(OUTER, SUBNET).when(...OTHER),
  given(OUTER, SUBNET, OTHER).when(...INSTANCE),
].map(({ events }, index) => changeOf(index + 1, ...events));
const ALL = [1, 2, 3, 4, 5];

it('an intent that is older than a rule it breaks stays in effect', () => {
  expect([...grandfathered(registry, ENTRIES, ALL)]).toEqual([3]);
  refuseBrokenDependents(registry, ENTRIES, [1, 2, 3, 4], ALL);
});

it('an event may need the events before it in the same change', () => {
  const events = [given().when(...OUTER), given(OUTER).when(...SUBNET)].flatMap(
    (outcome) => outcome.events,
  );
  expect([...grandfathered(registry, [changeOf(1, ...events)], [1])]).toEqual([]);
});

it('an intent whose precondition was broken later does not', () => {
  const refused = () => refuseBrokenDependents(registry, ENTRIES, [1, 2, 3, 5], ALL);
  expect(refused).toThrow(
    expect.objectContaining({
      code: 'REVERT_DEPENDED',
      hints: [expect.stringMatching(/^5 /), expect.anything()],
    }),
  );
});
