import { readFileSync } from 'node:fs';
import type { Entry } from '@vpcctl/journal';
import type { HistoryRequest, Json, State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  differenceBetween,
  type StateChange,
  stateDifference,
} from '../../../../src/engine/history/diff.js';
import { inspectEntry } from '../../../../src/engine/history/entry.js';
import { readHistory } from '../../../../src/engine/history/list.js';
import { entriesAt, stateAt } from '../../../../src/engine/history/point-in-time.js';
import { lower } from '../../../../src/engine/model/desired.js';
import { EMPTY_STATE } from '../../../../src/engine/model/evolve.js';
import { executeHistory } from '../../../../src/engine/run/execute.js';
import { asMap, MemoryHost } from '../../../support/engine/memory.js';
import {
  ADD_PUBLIC,
  CREATE_VPC1,
  CREATE_VPC2,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';
import { anyMove, type Move, requestOf } from '../../../support/features/arbitrary.js';
import { registry, TUTORIAL } from '../../../support/features/given.js';

type Act = Move | HistoryRequest;

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: anyMove },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ type: 'undo', count: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ type: 'redo', count: 1 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 10 }).map((seq): Act => ({ type: 'revert', seq })),
  },
);

/** What can be done is done; gives the state after each entry that was applied, by its number. */
async function play(acts: readonly Act[]) {
  const engine = openTestEngine();
  const states = new Map<number, State>([[0, EMPTY_STATE]]);
  for (const act of acts) {
    const step = () =>
      'verb' in act
        ? engine.state().then((state) => engine.run(requestOf(state, act)))
        : executeHistory(engine.context, act);
    const done = await step().catch(() => null);
    if (done !== null) states.set(done.entry.seq, await engine.state());
  }
  const { entries } = await engine.context.journal.read();
  return { engine, entries, states };
}

/** Two of the numbers in `states`. */
function two(states: ReadonlyMap<number, State>, picks: readonly [number, number]) {
  const known = [...states];
  const pick = (n: number): [number, State] => known[n % known.length] ?? [0, EMPTY_STATE];
  return [pick(picks[0]), pick(picks[1])] as const;
}

describe('the state as of an entry', () => {
  it('is the state right after it, through undo, redo and revert; and every difference leads from one state to the next', async () => {
    const acts = fc.array(anyAct, { minLength: 3, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(acts, fc.tuple(fc.nat(), fc.nat()), async (done, picks) => {
        const { entries, states } = await play(done);
        for (const [seq, state] of states) {
          expect(stateAt(registry, entries, { type: 'seq', seq })).toEqual(state);
        }
        const [[a, from], [b, to]] = two(states, picks);
        const { changes } = differenceBetween(
          registry,
          entries,
          { type: 'seq', seq: a },
          { type: 'seq', seq: b },
        );
        const things = new Map(lower(registry, from).map((thing) => [thing.id, thing]));
        for (const change of changes) {
          if (change.action === 'delete') expect(things.delete(change.before.id)).toBe(true);
          else things.set(change.after.id, change.after);
        }
        expect(asMap([...things.values()])).toEqual(asMap(lower(registry, to)));
        expect(patched(from, stateDifference(from, to))).toEqual(withoutEmpty(to));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

/** A state with its changes made to it. */
function patched(state: State, changes: readonly StateChange[]): Json {
  const copy: Record<string, Json> = structuredClone(state);
  for (const { path, before, after } of changes) {
    let place = copy;
    for (const key of path.slice(0, -1)) {
      place[key] ??= {};
      place = place[key] as Record<string, Json>;
    }
    const last = path.at(-1) ?? '';
    expect(Object.hasOwn(place, last) ? place[last] : undefined).toEqual(before);
    if (after === undefined) delete place[last];
    else place[last] = after;
  }
  return withoutEmpty(copy);
}

/** A slice that is missing is as good as an empty one. */
function withoutEmpty(state: State): State {
  return Object.fromEntries(
    Object.entries(state).filter(([, slice]) => JSON.stringify(slice) !== '{}'),
  );
}

/** The tutorial with its peering undone, and then a command that fails. */
async function story() {
  const host = new MemoryHost();
  const engine = openTestEngine({ host });
  await engine.play(TUTORIAL.slice(0, 6));
  await executeHistory(engine.context, { type: 'undo', count: 1 });
  host.trouble = (action) => (action === 'create' ? 'no' : null);
  await rejection(engine.run(['vpc.create', { name: 'late', cidr: '10.9.0.0/16' }]));
  host.trouble = () => null;
  return { engine, entries: (await engine.context.journal.read()).entries };
}

describe('a point in the history', () => {
  it('is refused for a missing entry, and for one without an outcome', async () => {
    const { entries } = await story();
    const at = (seq: number, of: readonly Entry[] = entries) =>
      rejection(Promise.resolve().then(() => entriesAt(of, { type: 'seq', seq })));
    expect(await at(99)).toMatchObject({ code: 'ENTRY_UNKNOWN', exitCode: 2 });
    expect(await at(2, entries.slice(0, 3))).toMatchObject({
      code: 'ENTRY_PENDING',
      message: expect.stringContaining('entry 2 has no outcome yet'),
      hints: ['see that entry: vpcctl show @2', 'the point before it: 1'],
    });
    expect((await at(1, [])).message).toBe('the journal has no entry 1');
  });

  it('includes the outcome of its entry, also of a failed one', async () => {
    const { entries } = await story();
    const of = (seq: number) => entriesAt(entries, { type: 'seq', seq });
    expect(of(2)).toEqual(entries.slice(0, 4));
    expect(of(8)).toEqual(entries);
    const state = (seq: number) => stateAt(registry, entries, { type: 'seq', seq });
    expect(state(8)).toEqual(state(7));
    expect(state(0)).toEqual(EMPTY_STATE);
  });

  it('by time includes the outcomes written by then, even if the clock was set back', async () => {
    const { entries } = await story();
    const clock = (line: number) => Date.UTC(2026, 0, 1, 0, line === 6 ? 3 : line);
    const timed = entries.map((entry, index) => ({
      ...entry,
      at: new Date(clock(index + 1)).toISOString(),
    }));
    const by = (minute: number) =>
      entriesAt(timed, { type: 'time', time: Date.UTC(2026, 0, 1, 0, minute) }).length;
    expect([2, 3, 4, 5, 7, 8, 9, 10, 99].map(by)).toEqual([2, 6, 6, 6, 6, 8, 8, 10, 16]);
    expect(() => by(1)).toThrow('the first change was made at 2026-01-01T00:02:00.000Z');
    expect(() => entriesAt([], { type: 'time', time: 0 })).toThrow('the journal is empty');
  });
});

describe('an inspected entry', () => {
  it('has the changes and host commands of its command', async () => {
    const engine = openTestEngine();
    await engine.run(CREATE_VPC1);
    const { entry, changes, commands } = await engine.run(ADD_PUBLIC);
    await engine.run(CREATE_VPC2);
    const inspected = await inspectEntry(engine.context, entry.seq);
    expect(inspected).toMatchObject({
      entry,
      outcome: 'applied',
      about: ['vpc1'],
      unknown: [],
    });
    expect(inspected.changes).toEqual(changes);
    expect(inspected.commands).toEqual(commands);
    expect(inspected.state.map(({ path }) => path)).toEqual([['subnet', 'vpc1/public']]);
  });

  it('has the changes of an undo, and those that a failed change would have made', async () => {
    const { engine } = await story();
    const undo = await inspectEntry(engine.context, 7);
    expect(undo.state).toEqual([
      { path: ['peering', 'vpc1/vpc2'], before: expect.anything(), after: undefined },
    ]);
    expect(new Set(undo.changes.map(({ action }) => action))).toEqual(new Set(['delete']));
    const failed = await inspectEntry(engine.context, 8);
    expect(failed).toMatchObject({ outcome: 'failed', error: { code: 'HOST_STEP_FAILED' } });
    expect(failed.changes.map(({ action }) => action)).toContain('create');
  });

  it('is refused where it does not exist', async () => {
    const { engine } = await story();
    expect(await rejection(inspectEntry(engine.context, 40))).toMatchObject({
      code: 'ENTRY_UNKNOWN',
    });
  });
});

describe('the history', () => {
  const seqs = (items: readonly { entry: Entry }[]) => items.map(({ entry }) => entry.seq);

  it('of a VPC has all changes about it, also failed and undone ones', async () => {
    const { engine } = await story();
    const about = (vpc: string) => readHistory(engine.context, { vpc });
    expect(seqs(await about('vpc1'))).toEqual([1, 2, 3, 6, 7]);
    expect(seqs(await about('vpc2'))).toEqual([4, 5, 6, 7]);
    expect(seqs(await about('late'))).toEqual([8]);
    await expect(about('vpc3')).rejects.toThrow('nothing about a VPC "vpc3"');
    const items = await readHistory(engine.context);
    expect(items.find(({ entry }) => entry.seq === 6)).toMatchObject({
      removedBy: 7,
      removedHow: 'undone',
    });
  });

  it('marks reverted changes', async () => {
    const engine = openTestEngine();
    await engine.play([CREATE_VPC1, CREATE_VPC2]);
    await executeHistory(engine.context, { type: 'revert', seq: 1 });
    const [first] = await readHistory(engine.context);
    expect(first).toMatchObject({ removedBy: 3, removedHow: 'reverted' });
  });

  it('can be limited to the newest changes, and to those since a time', async () => {
    const { engine } = await story();
    const items = await readHistory(engine.context);
    expect(seqs(await readHistory(engine.context, { count: 2 }))).toEqual([7, 8]);
    expect(await readHistory(engine.context, { count: 99 })).toEqual(items);
    expect(seqs(await readHistory(engine.context, { vpc: 'vpc1', count: 2 }))).toEqual([6, 7]);
    const since = Date.parse(items[3]?.entry.at ?? '');
    const recent = items.filter(({ entry }) => Date.parse(entry.at) >= since);
    expect(await readHistory(engine.context, { since })).toEqual(recent);
    expect(await readHistory(engine.context, { since: Date.now() + 1e6 })).toEqual([]);
  });

  it('every intent of the core says which VPCs it is about', () => {
    const intents = registry.features.flatMap((feature) => feature.intents);
    expect(intents.filter(({ about }) => about === undefined)).toEqual([]);
    expect(intents.length).toBeGreaterThan(7);
  });
});

it('reading the past changes no file', async () => {
  const { engine } = await story();
  const before = readFileSync(engine.journalFile);
  await inspectEntry(engine.context, 2);
  await readHistory(engine.context);
  expect(readFileSync(engine.journalFile)).toEqual(before);
});
