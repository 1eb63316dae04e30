import { activeIntents, history, timeline } from '@vpcctl/journal';
import { isVpcctlError, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { stateAt } from '../../../../src/engine/history/point-in-time.js';
import { EMPTY_STATE, evolve } from '../../../../src/engine/model/evolve.js';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { type AnyRequest, anyRequestOf, anyTimedMove } from '../../../support/engine/arbitrary.js';
import { openTestEngine, type TestEngine } from '../../../support/engine/support.js';
import { TUTORIAL } from '../../../support/features/given.js';
import { fastDirectory } from '../../../support/lab/fast-directory.js';
import { LENGTHS } from '../../../support/run/lengths.js';

/** What is asked for next, and whether the host lets it be done. */
const anyStep = fc.record({ move: anyTimedMove, fails: fc.nat(3).map((n) => n === 0) });

const sequence = fc.tuple(
  fc.nat(TUTORIAL.length),
  fc.array(anyStep, { minLength: 4, maxLength: 12, size: 'max' }),
);

/** How changes ended, over all sequences: each ending must occur for the test to mean something. */
const endings: Record<string, number> = {};

/** Whether it was recorded: what was refused was not. */
async function attempt({ context, host }: TestEngine, request: AnyRequest, fails: boolean) {
  host.trouble = () => (fails ? 'no' : null);
  try {
    await ('change' in request
      ? execute(context, ...request.change)
      : executeHistory(context, request.time));
    return true;
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    return error.category !== 'input';
  } finally {
    host.trouble = () => null;
  }
}

const entriesOf = async ({ context }: TestEngine) => (await context.journal.read()).entries;

it('changes have the numbers 1 to n, and the state as of k folds the first k changes', async () => {
  await fc.assert(
    fc.asyncProperty(sequence, async ([start, steps]) => {
      const engine = openTestEngine({ directory: fastDirectory() });
      const { registry } = engine.context;
      /** The state right after each change that was recorded; the first is that before any. */
      const states: State[] = [EMPTY_STATE];
      for (const request of TUTORIAL.slice(0, start)) {
        await engine.play([request]);
        states.push(await engine.state());
      }
      for (const { move, fails } of steps) {
        const request = anyRequestOf(await engine.state(), timeline(await entriesOf(engine)), move);
        if (await attempt(engine, request, fails)) states.push(await engine.state());
      }
      const entries = await entriesOf(engine);
      const numbers = states.map((_, number) => number);
      expect([0, ...history(entries).map(({ entry }) => entry.seq)]).toEqual(numbers);
      for (const number of numbers) {
        const first = entries.filter(({ seq }) => seq <= number);
        const counts = activeIntents(timeline(first));
        const folded = first
          .flatMap((entry) => (entry.type === 'change' ? [entry] : []))
          .filter(({ seq }) => counts.includes(seq))
          .reduce(evolve(registry), EMPTY_STATE);
        const seen = stateAt(registry, entries, { type: 'seq', seq: number });
        expect(seen).toEqual(folded);
        expect(seen).toEqual(states[number]);
      }
      for (const { outcome, entry } of history(entries)) {
        const ending = `${entry.type === 'undo' ? 'undo' : 'change'} ${outcome}`;
        endings[ending] = (endings[ending] ?? 0) + 1;
      }
    }),
    { numRuns: LENGTHS.examples ?? 45 },
  );
}, 120_000);

afterAll(() => {
  for (const ending of ['change applied', 'change failed', 'undo applied', 'undo failed']) {
    expect(endings[ending] ?? 0, ending).toBeGreaterThan(0);
  }
});
