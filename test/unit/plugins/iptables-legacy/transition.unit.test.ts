import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { diff, type Operation, type Resource } from '@vpcctl/sdk';
import { filter } from '@vpcctl/sdk/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LegacyHost } from '../../../support/plugins/legacy-model.js';
import { resourceSet } from '../../../support/plugins/nftables-arbitrary.js';

function transition(before: readonly Resource[], after: readonly Resource[]): Operation[] {
  return iptablesLegacy.compile(diff(before, after));
}

const built = (resources: readonly Resource[]): LegacyHost =>
  new LegacyHost().execute(transition([], resources));

describe('for any resources, host commands', () => {
  test('succeed, from any resources to any others', () => {
    fc.assert(
      fc.property(resourceSet, resourceSet, (first, second) => {
        const changed = built(first).execute(transition(first, second));
        expect(String(changed)).toBe(String(built(second)));
      }),
      { numRuns: 50 },
    );
  });

  test('that delete resources undo the creation', () => {
    fc.assert(
      fc.property(resourceSet, (resources) => {
        const host = built(resources);
        // One by one, dependents first.
        for (const before of [...resources].reverse()) {
          host.execute(iptablesLegacy.compile([{ action: 'delete', before }]));
        }
        expect(String(host)).toBe(String(new LegacyHost()));
      }),
      { numRuns: 50 },
    );
  });

  test('are none where nothing changes', () => {
    fc.assert(
      fc.property(resourceSet, (resources) => {
        expect(transition(resources, resources)).toEqual([]);
        const again = resources.map((each) => ({
          action: 'update' as const,
          before: each,
          after: each,
        }));
        expect(iptablesLegacy.compile(again)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('contain the change, not the whole ruleset', () => {
    fc.assert(
      fc.property(resourceSet, (resources) => {
        const [last] = resources.slice(-1);
        if (last === undefined || last.kind === 'packet-filter') return;
        const change = transition(resources.slice(0, -1), resources);
        expect(change).toEqual(iptablesLegacy.compile([{ action: 'create', after: last }]));
      }),
      { numRuns: 50 },
    );
  });
});

describe('for any resources, the observed ones', () => {
  test('are the resources that were built', async () => {
    await fc.assert(
      fc.asyncProperty(resourceSet, async (resources) => {
        const seen = await iptablesLegacy.observe(built(resources), resources);
        expect(diff(seen, resources)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('are repaired to any others, also where no candidate explains them', async () => {
    await fc.assert(
      fc.asyncProperty(resourceSet, resourceSet, async (there, resources) => {
        const host = built(there);
        const ports = there.filter(({ kind }) => kind === 'source-guard');
        const seen = await iptablesLegacy.observe(host, [filter, ...ports]);
        host.execute(transition(seen, resources));
        expect(String(host)).toBe(String(built(resources)));
      }),
      { numRuns: 50 },
    );
  });
});
