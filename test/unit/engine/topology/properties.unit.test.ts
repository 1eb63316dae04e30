import type { State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lower } from '../../../../src/engine/model/desired.js';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { allWorkloads } from '../../../../src/model/workloads/index.js';
import { LENGTHS } from '../../../support/run/lengths.js';
import { anyTopology } from '../../../support/topology/arbitrary.js';
import {
  applied,
  exported,
  planOn,
  registry,
  withoutChoices,
} from '../../../support/topology/registry.js';

const RUNS = { numRuns: LENGTHS.examples ?? 12 };

it('applies a topology once: the second time there is nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology, async (document) => {
      const state = await applied(EMPTY_STATE, document);
      const again = await planOn(state, document, { prune: true });
      expect(again.events).toEqual([]);
      expect(again.items).toEqual([]);
    }),
    RUNS,
  );
});

it('exports what changes nothing, and builds the same resources on an empty host', async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology, anyTopology, async (first, second) => {
      // Two topologies, the second over the first, so that numbers and addresses have gaps.
      const state = await applied(await applied(EMPTY_STATE, first), second, { prune: true });
      const document = exported(state);
      expect((await planOn(state, document)).events).toEqual([]);
      const anew = await applied(EMPTY_STATE, document);
      // Of two names that are cut to the same name of a link, the one that comes later gets a hash.
      fc.pre(sameNames(linksOf(state), linksOf(anew)));
      const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
      expect([...lower(registry, anew)].sort(byId)).toEqual([...lower(registry, state)].sort(byId));
    }),
    RUNS,
  );
});

const linksOf = (state: State) =>
  allWorkloads(state)
    .map(({ hostEnd }) => hostEnd.name)
    .sort();
const sameNames = (one: readonly string[], other: readonly string[]) => one.join() === other.join();

it('comes to the same over another topology, which it prunes, as on an empty host', async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology, anyTopology, async (before, after) => {
      const over = await applied(await applied(EMPTY_STATE, before), after, { prune: true });
      const alone = await applied(EMPTY_STATE, after);
      expect(withoutChoices(exported(over))).toEqual(withoutChoices(exported(alone)));
    }),
    RUNS,
  );
});

it('spares what another topology or a user made', async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology, anyTopology, async (others, own) => {
      const there = await applied(EMPTY_STATE, others, { name: 'others' });
      const both = await planOn(there, own).then(
        ({ stateAfter }) => stateAfter,
        () => null,
      );
      fc.pre(both !== null);
      if (both === null) return;
      const pruned = await planOn(both, { vpcs: {} }, { prune: true });
      const left = Object.keys((exported(pruned.stateAfter)['vpcs'] ?? {}) as object);
      expect(left).toEqual(expect.arrayContaining(Object.keys(others['vpcs'] as object)));
    }),
    RUNS,
  );
});
