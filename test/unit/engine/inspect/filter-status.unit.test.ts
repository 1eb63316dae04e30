import type { FilterFact, ForeignChain } from '@vpcctl/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { filterStatuses } from '../../../../src/engine/inspect/status.js';

const chain = (name: string): ForeignChain => ({
  filter: 'iptables-nft',
  family: 'ip',
  table: 'filter',
  chain: name,
  hook: 'forward',
});
const found = (name: string, locked: boolean): FilterFact => ({ filter: chain(name), locked });

it('a recorded chain is passed, locked or away; a chain found besides is new or locked', () => {
  const recorded = ['passed', 'locked', 'away'].map(chain);
  const facts = [found('passed', false), found('locked', true)];
  const besides = [found('new', false), found('owned', true)];
  expect(filterStatuses(recorded, [...besides, ...facts])).toEqual([
    { filter: chain('passed'), standing: 'passed' },
    { filter: chain('locked'), standing: 'locked' },
    { filter: chain('away'), standing: 'away' },
    { filter: chain('new'), standing: 'new' },
    { filter: chain('owned'), standing: 'locked' },
  ]);
});

it('every chain has one status, and without root only the recorded ones, unseen', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/));
  fc.assert(
    fc.property(names, names, (recorded, present) => {
      const chains = recorded.map(chain);
      const facts = present.map((name) => found(name, false));
      const statuses = filterStatuses(chains, facts);
      const has = statuses.map(({ filter, standing }) => [filter.chain, standing]);
      expect(Object.fromEntries(has)).toEqual({
        ...Object.fromEntries(present.map((name) => [name, 'new'])),
        ...Object.fromEntries(
          recorded.map((name) => [name, present.includes(name) ? 'passed' : 'away']),
        ),
      });
      expect(has).toHaveLength(new Set([...recorded, ...present]).size);
      const unseen = chains.map((filter) => ({ filter, standing: 'unseen' }));
      expect(filterStatuses(chains, null)).toEqual(unseen);
    }),
  );
});
