import fc from 'fast-check';
import { expect } from 'vitest';
import type { StepFault } from '../../lab/faults.js';
import type { Act } from './act.js';
import { ACTS } from './acts/all.js';
import { type Held, holdConnections } from './connections.js';
import { installPrograms } from './probes.js';
import { playRound, type Round } from './round.js';
import { anyWorldSpec, buildWorld, type World } from './world.js';

/** Rounds in one world: to build it takes as long as a round. */
const ROUNDS = 5;

const anyFault: fc.Arbitrary<StepFault | null> = fc.option(
  fc.record({
    at: fc.integer({ min: 1, max: 12 }),
    does: fc.constant('fail' as const),
    says: fc.constant('No buffer space available'),
    lasts: fc.boolean(),
  }),
);

/** The kinds of sabotage that a driver has. */
export function actsOf(backend: string): readonly Act[] {
  return ACTS.filter(({ only = backend }) => only === backend);
}

function anyRound(backend: string): fc.Arbitrary<Round> {
  const act = fc.record({ act: fc.constantFrom(...actsOf(backend)), pick: fc.nat(100) });
  return fc.record({
    acts: fc.array(act, { minLength: 1, maxLength: 3, size: 'max' }),
    fault: anyFault,
  });
}

/**
 * Sabotages random worlds and repairs them. What goes wrong is made smaller, and its seed is printed.
 * @param shrinkSeconds how long
 */
export async function expectRepaired(
  backend: string,
  { count, seed, shrinkSeconds }: { count: number; seed: number; shrinkSeconds: number },
): Promise<void> {
  const rounds = Math.min(count, ROUNDS);
  const sabotage = fc.tuple(
    anyWorldSpec,
    fc.array(anyRound(backend), { minLength: rounds, maxLength: rounds }),
  );
  let played = 0;
  const property = fc.asyncProperty(sabotage, async ([spec, all]) => {
    const world = await buildWorld(spec, backend);
    try {
      await installPrograms(world);
      for (const round of all) {
        expect(await playOn(world, round), inWords(world, round)).toEqual([]);
        played += 1;
      }
    } finally {
      await world.stop();
    }
  });
  const numRuns = Math.ceil(count / rounds);
  const found = await fc.check(property, { seed, numRuns, endOnFailure: true });
  process.stderr.write(`${backend}, seed ${seed}: ${played} rounds of sabotage and repair\n`);
  if (!found.failed) return;
  const path = found.counterexamplePath ?? '';
  process.stderr.write(`${String(found.errorInstance)}\n`);
  await fc.assert(property, {
    ...{ seed, path, numRuns: 1, interruptAfterTimeLimit: shrinkSeconds * 1000 },
  });
  throw new Error(`not when it was tried again: ${String(found.errorInstance)}`);
}

async function playOn(world: World, round: Round): Promise<string[]> {
  let held: Held | null = null;
  try {
    held = await holdConnections(world);
    return await playRound(world, held, round);
  } finally {
    await held?.stop();
  }
}

function inWords({ targets }: World, { acts, fault }: Round): string {
  const said = acts.map(
    ({ act, pick }) => `${act.kind} (${targets[pick % targets.length]?.label})`,
  );
  return `${said.join('; ')}; ${JSON.stringify(fault)}`;
}
