import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replayOutputSchema } from '../../../src/schemas/change.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type AnyMove, anyHostMove, anyRequestOf } from '../../support/engine/arbitrary.js';
import {
  beginning,
  commandLine,
  drive,
  expectReplayed,
  foldOf,
  giveJournal,
  isRefused,
} from '../../support/engine/drive.js';
import { TUTORIAL } from '../../support/features/given.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { LENGTHS } from '../../support/run/lengths.js';

const { sequences: RUNS, seed } = LENGTHS;
const STEPS = RUNS > 10 ? 8 : 4;

let lab: Lab;
let empty: HostState;
/** Journals of the tutorial's first commands. */
const beginnings: string[] = [];
const counts: Record<string, number> = {};

beforeAll(async () => {
  lab = await startLab();
  empty = await wholeHost(lab);
  for (const request of TUTORIAL) {
    const [command = '', ...args] = commandLine(lab, { change: request });
    await ok(lab, command, ...args);
  }
  for (let count = 0; count <= TUTORIAL.length; count += 1) beginnings.push(beginning(lab, count));
  await ok(lab, 'undo', '--to', '0');
});
afterAll(async () => {
  console.log(`${RUNS} sequences on the kernel, --seed ${seed}: ${JSON.stringify(counts)}`);
  await lab.stop();
});

const sequence = fc.tuple(
  fc.nat(TUTORIAL.length),
  fc.array(anyHostMove, { minLength: 5 * STEPS, maxLength: 5 * STEPS }),
);

it(
  'after each step the host is what a fresh replay of its journal builds, object by object',
  async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async ([start, moves]: [number, AnyMove[]]) => {
        giveJournal(lab, beginnings[start] ?? '');
        await ok(lab, 'replay');
        const said: string[] = [];
        /** The comparison of the step before goes on beside the next step. */
        let compared: Promise<void> = Promise.resolve();
        for (const move of moves) {
          if (said.length === STEPS) break;
          const { state, timeline, entries } = await foldOf(lab);
          const request = anyRequestOf(state, timeline, move);
          // What will be refused is tried in the model alone, where it costs nothing.
          if (isRefused(state, entries, request)) continue;
          const args = commandLine(lab, request);
          const done = await drive(lab, args);
          await compared;
          const what = `${args[0]}${done ? '' : ' refused'}`;
          counts[what] = (counts[what] ?? 0) + 1;
          if (!done) continue;
          said.push(args.join(' '));
          const host = await wholeHost(lab);
          compared = expectReplayed(lab, host, said.join('; '));
          compared.catch(() => {});
        }
        await compared;
        expect((await json(lab, replayOutputSchema, 'replay', '--dry-run')).changes).toEqual([]);
        await drive(lab, ['undo', '--to', '0']);
        expect(hostChanges(empty, await wholeHost(lab)), said.join('; ')).toEqual([]);
      }),
      // Smaller examples would take long to find; what was done is in the message.
      { numRuns: RUNS, seed, endOnFailure: true },
    );
  },
  RUNS * 60_000,
);
