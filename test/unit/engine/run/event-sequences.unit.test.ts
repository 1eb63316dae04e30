import { rmSync } from 'node:fs';
import {
  type Entry,
  type EntryContent,
  eventsOf,
  foldWhole,
  history,
  isHistoryEntry,
} from '@vpcctl/journal';
import { isVpcctlError } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { EMPTY_STATE, evolve } from '../../../../src/engine/model/evolve.js';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { anyHistoryMove, anyRequestOf } from '../../../support/engine/arbitrary.js';
import { BATCH, together } from '../../../support/engine/batch.js';
import { playedEngine } from '../../../support/engine/played.js';
import { MEMORY_CORE, type TestEngine } from '../../../support/engine/support.js';
import { anyMove, requestOf } from '../../../support/features/arbitrary.js';
import { TUTORIAL } from '../../../support/features/given.js';
import { LENGTHS } from '../../../support/run/lengths.js';
import { expectSame } from '../../../support/same.js';

const sizes: Record<string, number> = {};

/** A change of up to five parts, or an undo, redo or revert. */
const anyStep = fc.oneof(
  { weight: 1, arbitrary: fc.array(anyMove, { minLength: 1, maxLength: 5, size: 'max' }) },
  { weight: 1, arbitrary: anyHistoryMove.map((time) => ({ time })) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

async function take({ context }: TestEngine, step: Step): Promise<void> {
  const { state, timeline } = await whole(context);
  try {
    if (Array.isArray(step)) {
      const request = together(...step.map((move) => requestOf(state, move)));
      await execute(context, ...request);
      return;
    }
    const request = anyRequestOf(state, timeline, step);
    if ('change' in request) await execute(context, ...request.change);
    else await executeHistory(context, request.time);
  } catch (error) {
    if (!isVpcctlError(error) || error.category !== 'input') throw error;
  }
}

async function whole({ journal, registry }: TestEngine['context']) {
  const { entries } = await journal.read();
  return { ...foldWhole(entries, EMPTY_STATE, evolve(registry)), entries };
}

/** The same history with one entry for each event. */
function split(entries: readonly Entry[]): Entry[] {
  const parts = new Map<number, number[]>();
  let last = 0;
  const put = (entry: Entry, content: EntryContent, outcome: Entry | undefined): Entry[] => {
    last += 1;
    parts.set(entry.seq, [...(parts.get(entry.seq) ?? []), last]);
    const made = { ...entry, ...content, seq: last } as Entry;
    return outcome === undefined ? [made] : [made, { ...outcome, seq: last }];
  };
  const partsOf = (seq: number) => parts.get(seq) ?? [];
  return entries.flatMap((entry, index) => {
    const outcome = entries[index + 1];
    if (isHistoryEntry(entry)) {
      const { type, v } = entry;
      // An undo takes the last part first; a redo brings the first part back first.
      const targets = entry.data.targets.flatMap((seq) =>
        type === 'undo' ? partsOf(seq).toReversed() : partsOf(seq),
      );
      return put(entry, { type, v, data: { targets } }, outcome);
    }
    return eventsOf(entry).flatMap((event) =>
      put(entry, { type: 'change', events: [event] }, outcome),
    );
  });
}

it('a journal of changes with many events folds the same in any way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { minLength: 6, maxLength: 12, size: 'max' }),
      async (steps) => {
        const plugins = [MEMORY_CORE, BATCH];
        const engine = await playedEngine(TUTORIAL.length, { plugins });
        for (const step of steps) {
          await take(engine, step);
          // By the snapshot and the entries after it.
          expectSame(await engine.state(), (await whole(engine.context)).state);
          expectSame(engine.host.things, await engine.desired());
        }
        const { state, entries } = await whole(engine.context);
        rmSync(engine.snapshotFile, { force: true });
        expect(await engine.state()).toEqual(state);
        const parts = split(entries);
        const again = foldWhole(parts, EMPTY_STATE, evolve(engine.context.registry));
        expect(again.state).toEqual(state);
        expect(JSON.stringify(again.state)).toBe(JSON.stringify(state));
        for (const { entry } of history(entries)) {
          const size = isHistoryEntry(entry) ? entry.type : `${eventsOf(entry).length} events`;
          sizes[size] = (sizes[size] ?? 0) + 1;
        }
      },
    ),
    { numRuns: LENGTHS.examples ?? 25 },
  );
}, 300_000);

afterAll(() => {
  console.log(JSON.stringify(sizes));
  for (const size of ['1 events', '2 events', '3 events', 'undo', 'redo', 'revert'])
    expect(sizes[size] ?? 0, size).toBeGreaterThan(0);
});
