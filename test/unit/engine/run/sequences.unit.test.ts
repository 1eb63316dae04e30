import { type Entry, foldWhole, type Timeline } from '@vpcctl/journal';
import { isVpcctlError } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { EMPTY_STATE, evolve } from '../../../../src/engine/model/evolve.js';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { dryRunReplay, replay } from '../../../../src/engine/run/replay.js';
import {
  type AnyMove,
  type AnyRequest,
  anyRequestOf,
  anyTimedMove,
} from '../../../support/engine/arbitrary.js';
import { MemoryHost } from '../../../support/engine/memory.js';
import { playedEngine } from '../../../support/engine/played.js';
import type { TestEngine } from '../../../support/engine/support.js';
import { TUTORIAL } from '../../../support/features/given.js';
import { LENGTHS } from '../../../support/run/lengths.js';
import { expectSame } from '../../../support/same.js';

const RUNS = LENGTHS.examples ?? 50;

/** How often each kind of request succeeded, and was refused. */
const counts: Record<string, number> = {};
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

async function meet({ context }: TestEngine, request: AnyRequest): Promise<boolean> {
  const type = 'change' in request ? request.change[0] : request.time.type;
  try {
    if ('change' in request) await execute(context, ...request.change);
    else await executeHistory(context, request.time);
    count(type);
    return true;
  } catch (error) {
    // Anything else than a refusal is a failure of the product.
    if (!isVpcctlError(error) || error.category !== 'input') throw error;
    expect(error.hints.length, error.message).toBeGreaterThan(0);
    count(`${type} refused`);
    return false;
  }
}

/** The whole journal, folded by itself, without a snapshot. */
async function whole({ context }: TestEngine) {
  const entries: readonly Entry[] = (await context.journal.read()).entries;
  return foldWhole(entries, EMPTY_STATE, evolve(context.registry));
}

/** What the same journal builds on a host that has nothing. */
async function built(engine: TestEngine) {
  const host = new MemoryHost();
  await replay({ ...engine.context, openHost: () => host });
  return host.things;
}

/** Part of the tutorial first, so that there is something to undo, and then anything. */
const sequence = fc.tuple(
  fc.nat(TUTORIAL.length),
  fc.array(anyTimedMove, { minLength: 6, maxLength: 16, size: 'max' }),
);

it('after each command the host equals a fresh replay of the journal', async () => {
  await fc.assert(
    fc.asyncProperty(sequence, async ([start, moves]: [number, AnyMove[]]) => {
      const engine = await playedEngine(start);
      /** The host after each entry in effect, to compare with after an undo. */
      const past = new Map<string, unknown>();
      let now = await whole(engine);
      let { things } = engine.host;
      for (const move of moves) {
        past.set(key(now.timeline), things);
        const request = anyRequestOf(now.state, now.timeline, move);
        const before = things;
        const wasMet = await meet(engine, request);
        things = engine.host.things;
        if (!wasMet) {
          expectSame(things, before);
          continue;
        }
        now = await whole(engine);
        expect(now.pending).toBeNull();
        // The projection that reading commands use says the same as the fold of everything.
        expectSame(await engine.state(), now.state);
        expectSame(things, await engine.desired());
        expectSame(things, await built(engine));
        expect((await dryRunReplay(engine.context)).changes).toEqual([]);
        const known = past.get(key(now.timeline));
        if (known !== undefined) expectSame(things, known);
      }
    }),
    { numRuns: RUNS },
  );
}, 600_000);

/** The active changes: two points with the same active changes have the same state. */
function key({ undoable }: Timeline): string {
  return undoable.join();
}

afterAll(() => {
  console.log(`${RUNS} sequences: ${JSON.stringify(counts)}`);
  for (const type of ['undo', 'redo', 'revert', 'revert refused', 'peering.add', 'vpc.delete']) {
    expect(counts[type] ?? 0, type).toBeGreaterThan(0);
  }
});
