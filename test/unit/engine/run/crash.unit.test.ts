import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type Journal, openJournal } from '@vpcctl/journal';
import type { Operation } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { readState } from '../../../../src/engine/model/read-state.js';
import { execute, executeHistory } from '../../../../src/engine/run/execute.js';
import { replay } from '../../../../src/engine/run/replay.js';
import type { AnyRequest } from '../../../support/engine/arbitrary.js';
import { MemoryHost } from '../../../support/engine/memory.js';
import { ADD_PRIVATE, openTestEngine, rejection } from '../../../support/engine/support.js';
import { type TutorialEngine, tutorialEngine } from '../../../support/engine/time-engine.js';
import { expectSame } from '../../../support/same.js';

/** Dies at the place with a number: nothing comes back from there. */
class Death {
  left: number;
  #die: () => void = () => {};
  readonly happened: Promise<'dead'>;

  constructor(at: number) {
    this.left = at;
    this.happened = new Promise((resolve) => {
      this.#die = () => resolve('dead');
    });
  }

  async point(): Promise<void> {
    this.left -= 1;
    if (this.left > 0) return;
    this.#die();
    await new Promise(() => {});
  }
}

/** The engine's parts with a place before each step of the host, and before and after each write of the journal. */
function dying({ context, host }: TutorialEngine, death: Death) {
  const { journal } = context;
  const mortal: Journal = {
    name: journal.name,
    read: (from) => journal.read(from),
    readSound: (from) => journal.readSound(from),
    digest: (position, from) => journal.digest(position, from),
    resume: (lock, after, drafts) => journal.resume(lock, after, drafts),
    positionFromEnd: (lines) => journal.positionFromEnd(lines),
    last: () => journal.last(),
    confirms: (position) => journal.confirms(position),
    lock: (options) => journal.lock(options),
    repairTornTail: (lock) => journal.repairTornTail(lock),
    install: (lock, entries) => journal.install(lock, entries),
    append: async (...args) => {
      await death.point();
      const appended = await journal.append(...args);
      await death.point();
      return appended;
    },
  };
  const openHost = () => ({
    run: () => host.run(),
    nft: () => host.nft(),
    readFile: (id: string) => host.readFile(id),
    execute: async (operations: readonly Operation[]) => {
      for (const operation of operations) {
        await death.point();
        await host.execute([operation]);
      }
    },
  });
  return { ...context, journal: mortal, openHost };
}

async function runUntil(engine: TutorialEngine, request: AnyRequest, death: Death) {
  const context = dying(engine, death);
  const done =
    'change' in request
      ? execute(context, ...request.change)
      : executeHistory(context, request.time);
  return Promise.race([death.happened, done.then(() => 'done' as const)]);
}

/** A command that does nothing but put right what an earlier one left. */
const settle = ({ context }: TutorialEngine) =>
  rejection(execute(context, 'vpc.delete', { name: 'nobody' }));

async function fresh({ context }: TutorialEngine) {
  const host = new MemoryHost();
  await replay({ ...context, openHost: () => host });
  return host.things;
}

const COMMANDS: readonly (readonly [string, AnyRequest])[] = [
  ['create-vpc', { change: ['vpc.create', { name: 'vpc3', cidr: '10.3.0.0/16' }] }],
  [
    'add-subnet',
    { change: ['subnet.add', { vpc: 'vpc1', name: 'new', cidr: '10.0.9.0/24', type: 'public' }] },
  ],
  ['unpeer', { change: ['peering.remove', { vpcs: ['vpc1', 'vpc2'] }] }],
  ['clear-firewall', { change: ['firewall.clear', { vpc: 'vpc1', subnet: 'public' }] }],
  ['delete-subnet', { change: ['subnet.delete', { vpc: 'vpc1', name: 'private' }] }],
  ['delete-vpc', { change: ['vpc.delete', { name: 'vpc1' }] }],
  ['undo', { time: { type: 'undo', count: 1 } }],
  ['undo 4', { time: { type: 'undo', count: 4 } }],
  ['revert', { time: { type: 'revert', seq: 6 } }],
  ['redo', { time: { type: 'redo', count: 1 } }],
];

/** After so many, the journal is as before the first of them. */
const KILLS_IN_A_ROW = 4;

describe('a command killed at each crash point: before a host step, before and after a journal write', () => {
  it.each(COMMANDS)('%s', async (name, request) => {
    const engine = await tutorialEngine(7);
    if (name === 'redo') await engine.undo(2);
    const before = engine.host.things;
    const files = [engine.journalFile, engine.snapshotFile];
    const saved = files.map((file) => readFileSync(file));
    let at = 1;
    for (; ; at += 1) {
      const { length } = await engine.outcomes();
      if ((await runUntil(engine, request, new Death(at))) === 'done') break;
      await settle(engine);
      const outcomes = await engine.outcomes();
      expect(outcomes.filter((outcome) => outcome.endsWith('pending'))).toEqual([]);
      const { things } = engine.host;
      expectSame(things, await engine.desired());
      expectSame(things, await fresh(engine));
      if (outcomes.at(-1)?.endsWith('applied') && outcomes.length > length) {
        // After its last write it is done, though nobody was told.
        at += 1;
        break;
      }
      expectSame(things, before);
      // The journal has an interrupted change more after each kill, and would be read ever more slowly.
      if (at % KILLS_IN_A_ROW === 0) {
        for (const [i, file] of files.entries()) writeFileSync(file, saved[i] ?? '');
      }
    }
    expect(at).toBeGreaterThan(5);
  });

  it('killed again during its rollback', async () => {
    for (let at = 1; at < 12; at += 1) {
      const engine = await tutorialEngine(7);
      const before = engine.host.things;
      await runUntil(engine, { time: { type: 'undo', count: 4 } }, new Death(8));
      const again = await runUntil(engine, { change: ADD_PRIVATE }, new Death(at)).catch(
        () => 'no',
      );
      expect(['dead', 'no']).toContain(again);
      await settle(engine);
      expect(engine.host.things).toEqual(before);
      const words = await engine.words();
      expect(words.at(7)).toBe('8 undo 7, 6, 5, 4 interrupted');
    }
  });
});

it('an interrupted undo has undone nothing, so the next undo has the same target', async () => {
  const engine = await tutorialEngine(3);
  await runUntil(engine, { time: { type: 'undo', count: 1 } }, new Death(5));
  await engine.undo();
  expect((await engine.words()).slice(-2)).toEqual([
    '4 undo 3 (add private subnet private 10.0.2.0/24 to vpc1) interrupted',
    '5 undo 3 (add private subnet private 10.0.2.0/24 to vpc1) applied',
  ]);
  expect(engine.host.things).toEqual((await tutorialEngine(2)).host.things);
});

/** Places in a line: each byte at its two ends, and some between. */
function places(start: number, end: number): number[] {
  const all = Array.from({ length: end - start }, (_, i) => start + i);
  return all.filter((at) => at < start + 12 || at >= end - 12 || at % 16 === 0);
}

describe('a last line torn at its start, middle or end', () => {
  /** Cuts the journal in its last line, at each place, on a host that is as that journal's end says. */
  async function tear(engine: TutorialEngine, check: (things: object) => Promise<void>) {
    const bytes = readFileSync(engine.journalFile);
    const start = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
    const { things } = engine.host;
    for (const end of places(start + 1, bytes.length - 1)) {
      writeFileSync(engine.journalFile, bytes.subarray(0, end));
      // A snapshot that is newer would prove that the line was whole.
      rmSync(engine.snapshotFile, { force: true });
      const again = openTestEngine({ directory: engine.directory, host: new MemoryHost() });
      for (const [id, attributes] of Object.entries(things)) again.host.tamper(id, attributes);
      await rejection(execute(again.context, 'vpc.delete', { name: 'nobody' }));
      expect(again.notices[0]).toMatch(/^the last line of the journal was incomplete; /);
      await check(again.host.things);
      expect(await again.outcomes()).not.toContain(expect.stringContaining('pending'));
    }
  }

  it.each([
    ['of a change', 2],
    ['of an undo', 3],
  ])('of the outcome %s: the change is rolled back', async (_, steps) => {
    const engine = await tutorialEngine(steps);
    if (steps === 3) await engine.undo();
    const before = await tutorialEngine(steps === 3 ? 3 : 1);
    await tear(engine, async (things) => expect(things).toEqual(before.host.things));
  });

  it('of the intent: the change never happened', async () => {
    const engine = await tutorialEngine(3);
    const { things } = engine.host;
    const death = new Death(2);
    await runUntil(engine, { change: ['vpc.delete', { name: 'vpc1' }] }, death);
    expect(await death.happened).toBe('dead');
    await tear(engine, async (now) => expect(now).toEqual(things));
  });
});

describe('a snapshot', () => {
  it.each([
    ['that is newer than the journal', 4],
    ['of another history of the same length', 6],
  ])('%s is ignored', async (_, steps) => {
    const other = await tutorialEngine(6);
    const engine = await tutorialEngine(steps);
    writeFileSync(engine.snapshotFile, readFileSync(other.snapshotFile));
    expect(await engine.state()).toEqual(await folded(engine));
    await engine.undo();
    expect(engine.host.things).toEqual(await engine.desired());
    expect(engine.host.things).toEqual((await tutorialEngine(steps - 1)).host.things);
  });

  it('that was cut off at any byte is ignored', async () => {
    const engine = await tutorialEngine(2);
    const state = await engine.state();
    const bytes = readFileSync(engine.snapshotFile);
    for (let end = 0; end < bytes.length - 1; end += 7) {
      truncateSync(engine.snapshotFile, end);
      expect(await engine.state()).toEqual(state);
      writeFileSync(engine.snapshotFile, bytes);
    }
    truncateSync(engine.snapshotFile, 9);
    await engine.undo();
    expect(engine.host.things).toEqual((await tutorialEngine(1)).host.things);
  });
});

/** The state without any snapshot. */
const folded = ({ context }: TutorialEngine) =>
  readState({ ...context, snapshotFile: `${context.snapshotFile}-none` });

it('a clock that is set back does no harm', async () => {
  const engine = await tutorialEngine(3);
  const clock = [
    '2040-01-01',
    '2040-01-02',
    '2001-01-01',
    '2001-01-02',
    '1970-01-01',
    '2039-01-01',
  ];
  const now = () => new Date(clock.shift() ?? '2026-01-01');
  const journal = openJournal(engine.directory, { acquire: async () => {}, now });
  const context = { ...engine.context, journal };
  await execute(context, 'subnet.delete', { vpc: 'vpc1', name: 'private' });
  await executeHistory(context, { type: 'undo', count: 1 });
  await executeHistory(context, { type: 'redo', count: 1 });
  expect(engine.host.things).toEqual(await engine.desired());
  expect((await engine.words()).map((line) => line.split(' ')[0])).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);
  expect(await engine.state()).toEqual(await folded(engine));
});

it('a line appended to the journal by hand is not accepted', async () => {
  const engine = await tutorialEngine(2);
  const { things } = engine.host;
  appendFileSync(engine.journalFile, '{"seq":3,"type":"undo","data":{"targets":[2]}}\n');
  expect(await rejection(engine.undo())).toMatchObject({ code: 'JOURNAL_DAMAGED' });
  expect(engine.host.things).toEqual(things);
});
