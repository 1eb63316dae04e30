import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { diff, type HostCommand, type Resource } from '@vpcctl/sdk';
import { filter } from '@vpcctl/sdk/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Workload } from '../../../support/plugins/legacy-model.js';
import { resourceSet } from '../../../support/plugins/nftables-arbitrary.js';

function transition(before: readonly Resource[], after: readonly Resource[]): HostCommand[] {
  return iptablesLegacy.compile(diff(before, after));
}

const built = (resources: readonly Resource[]): Workload =>
  new Workload().execute(transition([], resources));

describe('for any resources, host commands', () => {
  test('can be run, wherever they lead from', () => {
    fc.assert(
      fc.property(resourceSet, resourceSet, (first, second) => {
        const changed = built(first).execute(transition(first, second));
        expect(String(changed)).toBe(String(built(second)));
      }),
      { numRuns: 50 },
    );
  });

  test('that delete undo what those that create did', () => {
    fc.assert(
      fc.property(resourceSet, (resources) => {
        const workload = built(resources);
        // One by one, dependents first.
        for (const before of [...resources].reverse()) {
          workload.execute(iptablesLegacy.compile([{ action: 'delete', before }]));
        }
        expect(String(workload)).toBe(String(new Workload()));
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

  test('carry the change, not the ruleset', () => {
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

describe('for any resources, what is observed', () => {
  test('is what was built, or what was left of it', async () => {
    await fc.assert(
      fc.asyncProperty(resourceSet, async (resources) => {
        const seen = await iptablesLegacy.observe(built(resources), resources);
        expect(diff(seen, resources)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('is repaired to any others, from what nobody explains', async () => {
    await fc.assert(
      fc.asyncProperty(resourceSet, resourceSet, async (there, resources) => {
        const workload = built(there);
        const ports = there.filter(({ kind }) => kind === 'source-guard');
        const seen = await iptablesLegacy.observe(workload, [filter, ...ports]);
        workload.execute(transition(seen, resources));
        expect(String(workload)).toBe(String(built(resources)));
      }),
      { numRuns: 50 },
    );
  });
});
