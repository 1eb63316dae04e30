import type { Act, Target } from './act.js';
import { holdConnections, mayEnd, textOf } from './connections.js';
import { modelNow } from './host-view.js';
import { disagreements, installPrograms } from './probes.js';
import { status } from './round.js';
import { buildWorld, type World, type WorldSpec } from './world.js';

/** A world with workloads of each kind, a twin and a peering. */
const SPEC: WorldSpec = {
  ...{ peer: true, ingress: null, instance: true, attached: 'a namespace' },
  ...{ shaped: true, namedUplink: false, bridgesAreFiltered: true },
};

/**
 * Does each act alone, to workloads in turn until one shows what the act's marks say.
 * @returns a line for each act that does otherwise: what it ends, and what status says of it
 */
export async function wrongMarks(backend: string, acts: readonly Act[]): Promise<string[]> {
  const wrong: string[] = [];
  let world: World | null = null;
  try {
    for (const [first, act] of acts.entries()) {
      let missing: string[] = [];
      for (let turn = 0; turn === 0 || (missing.length > 0 && turn < TURNS); turn += 1) {
        world ??= await freshWorld(backend);
        const { targets } = world;
        const target = targets[(first + turn) % targets.length];
        if (target === undefined) throw new RangeError('a world without workloads');
        const found = await doAlone(world, act, target);
        wrong.push(...found.wrong.map((line) => `${act.kind} (${target.label}): ${line}`));
        missing = found.missing.map((line) => `${act.kind}: ${line}`);
        // What an act ended is not open in the next one.
        if (!found.isWhole) {
          await world.stop();
          world = null;
        }
      }
      wrong.push(...missing);
    }
  } finally {
    await world?.stop();
  }
  return wrong;
}

/** To how many workloads an act is done before a mark counts as wrong. */
const TURNS = 7;

async function freshWorld(backend: string): Promise<World> {
  const world = await buildWorld(SPEC, backend);
  await installPrograms(world);
  return world;
}

interface Found {
  readonly wrong: readonly string[];
  /** What the marks promise, and what did not happen. */
  readonly missing: readonly string[];
  /** Whether the world is as it was. */
  readonly isWhole: boolean;
}

async function doAlone(world: World, act: Act, target: Target): Promise<Found> {
  const { lab } = world;
  const held = await holdConnections(world);
  try {
    const { exitCode, stderr } = await lab.shell(act.does(target));
    if (exitCode !== 0) throw new Error(`${act.kind}: ${stderr}`);
    const differ = await silentFaults(world);
    await lab.vpcctl('repair');
    if (differ.length === 0) differ.push(...(await silentFaults(world)));
    if (act.goes) await lab.shell(`{ ${act.goes(target)}; } 2>/dev/null || :`);
    await lab.vpcctl('repair');
    const end = await status(world);
    const open = await held.flowing(
      held.connections.filter((each) => !mayEnd(world, act, target, each)),
    );
    const lost = held.connections.filter((each) => !open.includes(each));
    const surplus = lost.filter((each) => !mayEnd(world, act, target, each));
    return {
      wrong: [
        ...(surplus.length > 0 ? [`it ends ${textOf(surplus)}`] : []),
        ...(act.unseen === undefined ? differ.map((line) => `status is well, but ${line}`) : []),
        ...(end.isWell ? [] : [`at the end status is not well: ${end.text}`]),
      ],
      missing: [
        ...(act.ends !== undefined && lost.length === 0 ? [`it ends nothing ${act.ends}`] : []),
        ...(act.unseen !== undefined && differ.length === 0 ? ['status sees what it does'] : []),
      ],
      isWhole: lost.length === 0 && end.isWell,
    };
  } finally {
    await held.stop();
  }
}

/** What packets say other than the model while status is well. */
async function silentFaults(world: World): Promise<string[]> {
  const { isWell, uplinks } = await status(world);
  return isWell ? disagreements(world, modelNow(world, uplinks)) : [];
}
