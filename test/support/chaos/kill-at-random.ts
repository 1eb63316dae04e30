import { activeIntents } from '@vpcctl/journal';
import { expect } from 'vitest';
import { eventually } from '../cli/gate.js';
import { fileIn, journalOf, namesIn, STATE } from '../cli/lab-files.js';
import { foldOf } from '../engine/drive.js';
import type { Lab } from '../lab/harness.js';
import { type HostState, hostChanges } from '../lab/host-state.js';
import { wholeHost } from '../lab/whole-host.js';
import type { Histogram } from './histogram.js';
import { type Ending, latecomerIn } from './kill-later.js';
import { COPY, EXPORTED, type KilledCommand, type Words } from './killed-commands.js';
import { type Leftovers, leftovers, TEMPORARY } from './leftovers.js';

/** A change that is refused, before which an interrupted one is rolled back. */
const REFUSED = { args: ['delete-vpc', 'nobody'], exitCodes: [2] } as const;

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

/** Kills commands in a lab at random times, and checks what is left after the recovery. */
export function killerIn(lab: Lab, histogram: Histogram, random: () => number) {
  const runAWhile = latecomerIn(lab, random);

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
    const { entries: start } = await foldOf(lab);
    const last = String(start.at(-1)?.seq);
    const [name, ...rest] = it.args;
    const words: Readonly<Record<string, string>> = { LAST: last, OTHER: base.other };
    const args: Words = [name, ...rest.map((word) => words[word] ?? word)];

    const how = given['VPCCTL_EXECUTOR'] ?? 'netlink';
    const ending = await runAWhile(`${it.command} by ${how}`, args, env);
    const what = `${args.join(' ')}: ${ending.exitCode ?? 'killed'}`;
    expect([0, null], what).toContain(ending.exitCode);
    const recovery = it.recovery ?? REFUSED;
    if (ending.exitCode !== null) {
      // It is only to be tried again.
      if (it.copied) await shell(lab, 'rm -r /run/copied');
      else {
        await settled(lab, what, vpcctl);
        if (it.damage !== undefined) await vpcctl('replay');
        await returnTo(lab, base, vpcctl);
      }
      return false;
    }
    const { pending, entries } = await foldOf(lab);
    if (it.unrecorded) histogram.add('commands without an entry', progress(ending));
    else if (pending !== null) histogram.add('commands', 'half made');
    else histogram.add('commands', entries.length > start.length ? 'done' : 'not begun');

    const next = await runAWhile(`recovery of ${it.command} by ${how}`, recovery.args, env);
    expect([...recovery.exitCodes, null], `recovery of ${what}`).toContain(next.exitCode);
    if (next.exitCode === null) {
      const isRolledBack = pending !== null && (await foldOf(lab)).pending === null;
      const phase = isRolledBack ? 'done' : progress(next);
      histogram.add(pending === null ? 'other recoveries' : 'rollbacks', phase);
    }
    const recovered = await vpcctl(...recovery.args);
    expect(recovery.exitCodes, `${what}\n${recovered.stderr}`).toContain(recovered.exitCode);

    if (it.copied) await expectWholeCopy(lab, what, before ?? '', known);
    else {
      await settled(lab, what, vpcctl);
      expect((journalOf(lab) ?? '').startsWith(before ?? ''), what).toBe(true);
      for (const check of [['journal', 'verify'], ['status']])
        expect(await vpcctl(...check), what).toMatchObject({ exitCode: 0 });
      await returnTo(lab, base, vpcctl);
      expect(hostChanges(base.host, await wholeHost(lab)), what).toEqual([]);
    }
    await eventually(async () => expect(await leftovers(lab), what).toEqual(base.left));
    return true;
  };
}

const progress = ({ isAtWork }: Ending) => (isAtWork ? 'half made' : 'not begun');

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
