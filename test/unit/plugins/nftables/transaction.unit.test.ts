import type { Resource } from '@vpcctl/sdk';
import { filter } from '@vpcctl/sdk/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resourceSet } from '../../../support/plugins/nftables-arbitrary.js';
import { Ruleset } from '../../../support/plugins/nftables-model.js';
import { transaction, transition } from '../../../support/plugins/nftables-policy.js';

const built = (resources: readonly Resource[]): Ruleset =>
  new Ruleset().run(transition([], resources));

describe('for any resources, a transaction', () => {
  test('succeeds, from any resources to any others', () => {
    fc.assert(
      fc.property(resourceSet, resourceSet, (first, second) => {
        const changed = built(first).run(transition(first, second));
        expect(String(changed)).toBe(String(built(second)));
      }),
      { numRuns: 50 },
    );
  });

  test('that deletes resources undoes the creation', () => {
    fc.assert(
      fc.property(resourceSet, (resources) => {
        const ruleset = built(resources);
        // One by one, dependents first.
        for (const before of [...resources].reverse()) {
          ruleset.run(transaction([{ action: 'delete', before }]));
        }
        expect(String(ruleset)).toBe('');
      }),
      { numRuns: 50 },
    );
  });

  test('is empty where nothing changes', () => {
    fc.assert(
      fc.property(resourceSet, (resources) => {
        expect(transition(resources, resources)).toEqual([]);
        const again = resources
          .filter(({ kind }) => kind !== 'packet-filter')
          .map((resource) => ({ action: 'update' as const, before: resource, after: resource }));
        expect(transaction(again)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('contains the change, not the whole ruleset', () => {
    fc.assert(
      fc.property(resourceSet, (resources) => {
        const [last] = resources.slice(-1);
        if (last === undefined || last.kind === 'packet-filter') return;
        const others = resources.slice(0, -1);
        const change = transition(others, resources);
        expect(change).toEqual(transaction([{ action: 'create', after: last }]));
      }),
      { numRuns: 50 },
    );
  });

  test('that repairs the packet filter rebuilds all of it, whatever the host has', () => {
    fc.assert(
      fc.property(resourceSet, resourceSet, (there, resources) => {
        const damaged = { ...filter, attributes: { name: 'vpcctl', damaged: true } };
        const ruleset = built(there).run(transition([damaged], resources));
        expect(String(ruleset)).toBe(String(built(resources)));
      }),
      { numRuns: 50 },
    );
  });
});
