import { statusOutputSchema } from '../../../../src/schemas/status.js';
import { parse } from '../../cli/vpcctl.js';
import { type StepFault, vpcctlMeeting } from '../../lab/faults.js';
import type { Act, Target } from './act.js';
import { type Connection, type Held, mayEnd, textOf } from './connections.js';
import { modelNow } from './host-view.js';
import { disagreements } from './probes.js';
import type { World } from './world.js';

/** Acts on a world, and the step of the first repair that fails. */
export interface Round {
  readonly acts: readonly { readonly act: Act; readonly pick: number }[];
  readonly fault: StepFault | null;
}

interface Done {
  readonly act: Act;
  readonly target: Target;
}

/**
 * Sabotages a host, and repairs it.
 * @returns what is wrong: what status says too much, connections that a repair ended; none where all is well
 */
export async function playRound(world: World, held: Held, round: Round): Promise<string[]> {
  const done = await sabotage(world, round);
  const isSeen = done.every(({ act }) => act.unseen === undefined);
  const saysTooMuch = (when: string) => (isSeen ? statusFaults(world, when) : []);
  const faults = [...(await saysTooMuch('after the acts'))];
  const mayHaveEnded = (each: Connection) =>
    done.some(({ act, target }) => mayEnd(world, act, target, each));
  const kept = (connections: readonly Connection[]) =>
    connections.filter((each) => !mayHaveEnded(each));
  const flowing = kept(await held.flowing());
  // Acts together may do more than each alone: packets come to a twin that knows no such connection.
  const ended = await held.ended();
  if (round.fault !== null) {
    await vpcctlMeeting(world.lab, round.fault, ['repair']);
    faults.push(...(await cut(held, flowing, 'a repair of which a step failed')));
    faults.push(...(await saysTooMuch('after a repair of which a step failed')));
  }
  await world.lab.vpcctl('repair');
  faults.push(...(await cut(held, flowing, 'a repair')));
  faults.push(...(await saysTooMuch('after a repair')));
  for (const { act, target } of done.toReversed()) {
    if (act.goes) await world.lab.shell(`{ ${act.goes(target)}; } 2>/dev/null || :`);
  }
  await world.lab.vpcctl('repair');
  const { isWell, text } = await status(world);
  if (!isWell) faults.push(`at the end status is not well: ${text}`);
  faults.push(...(await disagreements(world)).map((line) => `at the end: ${line}`));
  const hoped = kept(held.connections).filter((each) => !ended.includes(each));
  faults.push(...(await cut(held, hoped, 'the last repair')));
  return faults;
}

async function sabotage({ lab, targets }: World, { acts }: Round): Promise<Done[]> {
  const done: Done[] = [];
  for (const { act, pick } of acts) {
    const target = targets[pick % targets.length];
    if (target === undefined) continue;
    const { exitCode, stderr } = await lab.shell(act.does(target));
    done.push({ act, target });
    // What one act took away, another one cannot change.
    if (exitCode !== 0 && acts.length === 1) throw new Error(`${act.kind}: ${stderr}`);
  }
  return done;
}

/** Where status is well, packets get where the model says. */
async function statusFaults(world: World, when: string): Promise<string[]> {
  const { isWell, uplinks } = await status(world);
  if (!isWell) return [];
  return (await disagreements(world, modelNow(world, uplinks))).map(
    (line) => `${when} status is well, but ${line}`,
  );
}

/** What `vpcctl status` says of a world. */
export async function status({ lab }: World): Promise<{
  readonly isWell: boolean;
  readonly uplinks: readonly string[];
  readonly text: string;
}> {
  const { exitCode, stdout } = await lab.vpcctl('status', '--json');
  const { matches, passes, changes, hindrances, problem, uplinks } = parse(
    statusOutputSchema,
    stdout,
  );
  return {
    uplinks,
    isWell: exitCode === 0 && matches === true && passes === true,
    text: JSON.stringify({ matches, passes, changes, hindrances, problem }),
  };
}

async function cut(held: Held, before: readonly Connection[], what: string): Promise<string[]> {
  const after = await held.flowing(before);
  const lost = before.filter((each) => !after.includes(each));
  return lost.length === 0 ? [] : [`${what} ended ${textOf(lost)}`];
}
