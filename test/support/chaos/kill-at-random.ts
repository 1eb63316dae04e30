import { activeIntents } from '@vpcctl/journal';
import { expect } from 'vitest';
import { eventually } from '../cli/gate.js';
import { fileIn, journalOf, namesIn, STATE } from '../cli/lab-files.js';
import { foldOf } from '../engine/drive.js';
import type { Lab } from '../lab/harness.js';
import { type HostState, hostChanges } from '../lab/host-state.js';
import { wholeHost } from '../lab/whole-host.js';
import { COPY, EXPORTED, type KilledCommand, type Words } from './killed-commands.js';
import { type Leftovers, leftovers, TEMPORARY } from './leftovers.js';

const KILLED = 137;
/** The time was up when the command had just ended by itself. */
const TOO_LATE = 124;

/** By how much the next kill of a command comes later where one came too early; and earlier. */
const [LATER, EARLIER] = [1.12, 0.8];

/** A change that is refused, before which an interrupted one is rolled back. */
const REFUSED = { args: ['delete-vpc', 'nobody'], exitCodes: [2] } as const;

/** What a run counts. */
export interface Counts {
  killed: number;
  'recoveries killed': number;
  'too late': number;
  /** Of the commands killed: before they recorded anything, or with a change half made. */
  'nothing recorded': number;
  'half made': number;
  'done all the same': number;
}

/** What each kill is compared with, and returns to. */
export interface Base {
  readonly host: HostState;
  readonly undoable: readonly number[];
  readonly left: Leftovers;
  /** The driver that is not in use. */
  readonly other: string;
}

export async function baseOf(lab: Lab, other: string): Promise<Base> {
  const { timeline } = await foldOf(lab);
  return {
    host: await wholeHost(lab),
    undoable: activeIntents(timeline),
    left: await leftovers(lab),
    other,
  };
}

/** Kills commands in a lab after random times, and checks what is left after the recovery. */
export function killerIn(lab: Lab, counts: Counts, random: () => number) {
  /** Milliseconds after which each command is in the middle of its work, as far as is known. */
  const usual = new Map<string, number>();

  /** That of a command that was not killed yet: a little more than one that is refused. */
  async function firstGuess(): Promise<number> {
    const started = performance.now();
    await lab.run('vpcctl', REFUSED.args);
    return 1.1 * (performance.now() - started);
  }

  /**
   * Runs a command for a random time, which comes nearer to its middle with each kill.
   * @returns its exit code
   */
  async function runAWhile(name: string, args: Words, env: Environment): Promise<number> {
    const time = usual.get(name) ?? (await firstGuess());
    // `--foreground`: the programs that it has started live on, as they do when vpcctl alone is killed.
    const seconds = String((time * (0.7 + 0.6 * random())) / 1000);
    const limit = ['--foreground', '--signal=KILL', seconds];
    const { exitCode } = await lab.run('timeout', [...limit, 'vpcctl', ...args], { env });
    usual.set(name, exitCode === KILLED ? Math.min(time * LATER, 3000) : time * EARLIER);
    return exitCode;
  }

  /** @returns whether the command was killed, and not too late */
  return async (it: KilledCommand, base: Base, given: Environment): Promise<boolean> => {
    const env = { ...given, TMPDIR: TEMPORARY, ...(it.copied && { VPCCTL_HOME: COPY }) };
    const vpcctl = (...args: readonly string[]) => lab.vpcctlWith({ env }, ...args);
    if (it.copied) await shell(lab, `mkdir -p ${COPY} && cp -a ${STATE}/. ${COPY}`);
    for (const args of it.given ?? [])
      expect(await vpcctl(...args), args.join(' ')).toMatchObject({ exitCode: 0 });
    const known = new Set((await leftovers(lab)).processes);
    const before = it.copied ? (fileIn(lab, `${COPY}/journal.ndjson`) ?? '') : journalOf(lab);
    if (it.damage !== undefined) await shell(lab, it.damage);
    const { timeline, entries: start } = await foldOf(lab);
    const { undoable } = timeline;
    const last = String(start.at(-1)?.seq);
    const [name, ...rest] = it.args;
    const words: Readonly<Record<string, string>> = { LAST: last, OTHER: base.other };
    const args: Words = [name, ...rest.map((word) => words[word] ?? word)];

    const exitCode = await runAWhile(it.command, args, env);
    const what = `${args.join(' ')}: ${exitCode}`;
    expect([0, TOO_LATE, KILLED], what).toContain(exitCode);
    counts[exitCode === KILLED ? 'killed' : 'too late'] += 1;
    const { pending, entries } = await foldOf(lab);
    if (pending !== null) {
      counts['half made'] += 1;
      usual.set(it.command, (usual.get(it.command) ?? 0) / LATER);
    } else if (exitCode === KILLED && entries.length === start.length)
      counts['nothing recorded'] += 1;
    const recovery = it.recovery ?? REFUSED;
    if (exitCode !== KILLED) {
      // It is only to be tried again.
      if (it.copied) await shell(lab, 'rm -r /run/copied');
      else {
        await settled(lab, what, vpcctl);
        if (it.damage !== undefined) await vpcctl('replay');
        await returnTo(lab, base, vpcctl);
      }
      return false;
    }
    const code = await runAWhile(recovery.args.join(' '), recovery.args, env);
    expect([...recovery.exitCodes, TOO_LATE, KILLED], `recovery of ${what}`).toContain(code);
    if (code === KILLED) counts['recoveries killed'] += 1;
    const recovered = await vpcctl(...recovery.args);
    expect(recovery.exitCodes, `${what}\n${recovered.stderr}`).toContain(recovered.exitCode);

    if (it.copied) await expectWholeCopy(lab, what, before ?? '', known);
    else {
      const after = await settled(lab, what, vpcctl);
      expect((journalOf(lab) ?? '').startsWith(before ?? ''), what).toBe(true);
      for (const check of [['journal', 'verify'], ['status']])
        expect(await vpcctl(...check), what).toMatchObject({ exitCode: 0 });
      const isDone = after.timeline.undoable.join() !== undoable.join();
      if (isDone) counts['done all the same'] += 1;
      await returnTo(lab, base, vpcctl);
      expect(hostChanges(base.host, await wholeHost(lab)), what).toEqual([]);
    }
    await eventually(async () => expect(await leftovers(lab), what).toEqual(base.left));
    return true;
  };
}

type Vpcctl = (...args: readonly string[]) => ReturnType<Lab['vpcctl']>;

/** Waits until no change awaits its end or its confirmation: its time to be confirmed may have to run out. */
function settled(lab: Lab, what: string, vpcctl: Vpcctl) {
  return eventually(async () => {
    const fold = await foldOf(lab);
    const { pending, unconfirmed } = fold;
    if (pending === null && unconfirmed === null) return fold;
    expect(await vpcctl(...REFUSED.args), what).toMatchObject({ exitCode: 2 });
    throw new Error(`not settled after ${what}`);
  });
}

type Environment = Readonly<Record<string, string>>;

async function shell(lab: Lab, script: string): Promise<void> {
  expect(await lab.shell(script), script).toMatchObject({ exitCode: 0 });
}

/** Takes the lab back to where each kill begins. */
async function returnTo(lab: Lab, base: Base, vpcctl: Vpcctl): Promise<void> {
  const now = activeIntents((await foldOf(lab)).timeline);
  const missing = base.undoable.length - now.length;
  if (now.join() !== base.undoable.join()) {
    const way =
      missing > 0 ? ['redo', String(missing)] : ['undo', '--to', `${base.undoable.at(-1)}`];
    expect(await vpcctl(...way), way.join(' ')).toMatchObject({ exitCode: 0 });
  }
  if ((namesIn(lab, `${STATE}/plugins`) ?? []).length > 1)
    expect((await vpcctl('plugins', 'uninstall', 'lamp')).exitCode).toBe(0);
}

/** The files of a state directory, and beside it. */
const OWN_FILES = ['host.json', 'journal.lock', 'journal.ndjson', 'place.json'];
const OTHERS = /^(vpcs(\.[12])?\.json|vpcctl\.log|plugins)$/;

/** Expects a copy of the state directory to be whole, and removes it. */
async function expectWholeCopy(lab: Lab, what: string, before: string, known: ReadonlySet<string>) {
  const env = { VPCCTL_HOME: COPY };
  const verified = await lab.vpcctlWith({ env }, 'journal', 'verify');
  expect(verified, what).toMatchObject({ exitCode: 0 });
  await eventually(async () => {
    const { processes } = await leftovers(lab);
    expect(
      processes.filter((line) => !known.has(line)),
      what,
    ).toEqual([]);
  });
  const journal = fileIn(lab, `${COPY}/journal.ndjson`) ?? '';
  const names = (namesIn(lab, COPY) ?? []).filter((name) => !OTHERS.test(name));
  const lost = names.filter((name) => name.startsWith('journal.lost-'));
  const more = names.filter((name) => !OWN_FILES.includes(name) && !lost.includes(name));
  expect(more, what).toEqual([]);
  if (what.startsWith('journal accept-loss')) {
    expect(lost, what).toHaveLength(1);
    const kept = before.slice(0, before.lastIndexOf('\n', before.lastIndexOf('\n') - 1));
    expect(fileIn(lab, `${COPY}/${lost[0]}`)?.startsWith(kept), what).toBe(true);
    expect(journal.startsWith(kept.slice(0, kept.lastIndexOf('\n') + 1)), what).toBe(true);
  } else {
    expect({ journal, exported: fileIn(lab, EXPORTED), lost }, what).toEqual({
      journal: before,
      exported: before,
      lost: [],
    });
  }
  const beside = (namesIn(lab, '/run/copied') ?? []).filter((name) => name !== 'state');
  expect(
    beside.filter((name) => name !== 'vpcs.ndjson'),
    what,
  ).toEqual([]);
  await shell(lab, 'rm -r /run/copied');
}
