import { foldWhole } from '@vpcctl/journal';
import { isVpcctlError, vpcsOf } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { unknownEvents } from '../../../../src/engine/missing/unknown-events.js';
import { EMPTY_STATE, evolve } from '../../../../src/engine/model/evolve.js';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { replay } from '../../../../src/engine/run/replay.js';
import {
  type AnyMove,
  type AnyRequest,
  anyRequestOf,
  anyTimedMove,
} from '../../../support/engine/arbitrary.js';
import { MemoryHost } from '../../../support/engine/memory.js';
import type { TestEngine } from '../../../support/engine/support.js';
import { engineWithPlugin, withoutPlugin } from '../../../support/engine/without-plugin.js';
import { TUTORIAL } from '../../../support/features/given.js';
import { LENGTHS } from '../../../support/run/lengths.js';

const RUNS = LENGTHS.examples ?? 12;

type Mixed = AnyMove | { readonly ban: number };

const moves: fc.Arbitrary<Mixed[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: anyTimedMove as fc.Arbitrary<Mixed> },
    { weight: 1, arbitrary: fc.nat().map((ban) => ({ ban })) },
  ),
  { minLength: 6, maxLength: 14, size: 'max' },
);

const counts: Record<string, number> = {};
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1;
};

const whole = async ({ context }: Pick<TestEngine, 'context'>) => {
  const { entries } = await context.journal.read();
  return foldWhole(entries, EMPTY_STATE, evolve(context.registry));
};

async function requestFor(engine: TestEngine, move: Mixed): Promise<AnyRequest> {
  const { state, timeline } = await whole(engine);
  if (!('ban' in move)) return anyRequestOf(state, timeline, move);
  const vpcs = vpcsOf(state);
  const vpc = vpcs[move.ban % Math.max(1, vpcs.length)]?.name ?? 'none';
  return { change: ['ban.add', { vpc, cidr: `192.0.2.${move.ban % 200}/32` }] };
}

/** @returns whether it was done; false where it was refused, for the reasons that there are */
async function act({ context }: Pick<TestEngine, 'context'>, request: AnyRequest) {
  try {
    if ('change' in request) await execute(context, ...request.change);
    else await executeHistory(context, request.time);
    return true;
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    if (error.category !== 'input' && error.code !== 'PLUGIN_MISSING') throw error;
    count(error.code);
    return false;
  }
}

const coreThings = ({ host }: Pick<TestEngine, 'host'>) =>
  Object.fromEntries(Object.entries(host.things).filter(([id]) => !id.startsWith('blackhole:')));

const blackholes = ({ host }: Pick<TestEngine, 'host'>) =>
  Object.keys(host.things).filter((id) => id.startsWith('blackhole:'));

it('without a plugin the host is as by the history without its entries, whatever comes next', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([fc.nat(TUTORIAL.length), moves, moves] as const),
      async (start, before, after) => {
        const engine = await engineWithPlugin(TUTORIAL.slice(0, start));
        for (const move of before) await act(engine, await requestFor(engine, move));
        const made = blackholes(engine);
        const left = withoutPlugin(engine);
        // A host that has nothing.
        const fresh = withoutPlugin(engine, new MemoryHost());
        const isWhole = unknownEvents(await fresh.state()).length === 0;
        const replayed = replay(fresh.context).then(
          () => 'whole',
          (error) => error.code,
        );
        expect(await replayed).toBe(isWhole ? 'whole' : 'REPLAY_INCOMPLETE');
        expect(fresh.host.things).toEqual(coreThings(engine));
        for (const move of after.filter((each) => !('ban' in each))) {
          const known = coreThings(left);
          const done = await act(left, await requestFor(left, move));
          if (!done) expect(coreThings(left)).toEqual(known);
          else count('done without it');
          expect(blackholes(left)).toEqual(made);
          expect(coreThings(left)).toEqual(await left.desired());
          expect(await left.state()).toEqual((await whole(left)).state);
        }
        // With the plugin again, all is as the whole history says.
        await replay(engine.context);
        expect(engine.host.things).toEqual(await engine.desired());
      },
    ),
    { numRuns: RUNS },
  );
}, 600_000);

afterAll(() => {
  console.log(`${RUNS} sequences: ${JSON.stringify(counts)}`);
  expect(counts['PLUGIN_MISSING'] ?? 0).toBeGreaterThan(0);
  expect(counts['done without it'] ?? 0).toBeGreaterThan(0);
});
