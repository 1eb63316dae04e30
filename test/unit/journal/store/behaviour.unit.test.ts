import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  appliedDraft,
  type EntryDraft,
  type Journal,
  openJournal,
  type Position,
  project,
  START,
  writeSnapshot,
} from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import { flock } from '../../../support/journal/flock.js';
import { MemoryJournal } from '../../../support/journal/memory-journal.js';
import {
  ACTOR,
  append,
  intent,
  rejection,
  repairTail,
  temporaryDirectory,
} from '../../../support/journal/support.js';

/** A store under test, with a way to leave the part of a line that a killed append leaves. */
interface Store {
  readonly journal: Journal;
  tear(end: Position): Promise<void>;
}

function fileStore(): Store {
  const directory = temporaryDirectory();
  return {
    journal: openJournal(directory, { acquire: flock }),
    tear: async () => appendFileSync(join(directory, 'journal.ndjson'), '{"seq":9,"id":'),
  };
}

function memoryStore(): Store {
  const journal = new MemoryJournal();
  return {
    journal,
    tear: async (end) => {
      journal.failNext('torn');
      await rejection(append(journal, end, intent()));
    },
  };
}

/** Appends drafts, and gives the position after each. */
async function filled(journal: Journal, ...drafts: EntryDraft[]): Promise<Position[]> {
  const positions: Position[] = [];
  for (const draft of drafts)
    positions.push((await append(journal, positions.at(-1) ?? START, draft)).position);
  return positions;
}

const code = async (promise: Promise<unknown>) => (await rejection(promise)).code;

describe.each([
  ['in a file', fileStore],
  ['in memory', memoryStore],
])('a journal %s', (_, open) => {
  it('is empty at first, and then has what was appended, in order', async () => {
    const { journal } = open();
    expect(await journal.read()).toEqual({ entries: [], end: START, torn: false });
    const positions = await filled(journal, intent({ a: 1 }), appliedDraft(ACTOR), intent());
    const { entries, end, torn } = await journal.read();
    expect({ end, torn }).toEqual({ end: positions[2], torn: false });
    expect(entries.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 change',
      '1 applied',
      '2 change',
    ]);
    expect(entries.map(({ prev }) => prev).slice(1)).toEqual(
      entries.map(({ hash }) => hash).slice(0, -1),
    );
  });

  it('says the type and data of its last whole line', async () => {
    const { journal, tear } = open();
    expect(await journal.last()).toBeNull();
    const [end = START] = await filled(journal, intent({ a: 1 }));
    expect(await journal.last()).toEqual({ type: 'change', data: null });
    const confirmBy = '2026-01-02T03:04:05.678Z';
    const { position } = await append(journal, end, appliedDraft(ACTOR, confirmBy));
    await tear(position);
    expect(await journal.last()).toEqual({ type: 'applied', data: { confirmBy } });
  });

  it('is read from any of its positions, and from no other', async () => {
    const { journal } = open();
    const positions = [START, ...(await filled(journal, intent(), intent({ b: 1 }), intent()))];
    const { entries, end } = await journal.read();
    for (const [count, position] of positions.entries()) {
      expect(await journal.confirms(position)).toBe(true);
      expect(await journal.read(position)).toEqual({
        entries: entries.slice(count),
        end,
        torn: false,
      });
      for (const other of [
        { ...position, hash: 'f'.repeat(64) },
        { ...position, seq: 9 },
        { ...position, cursor: 1e6 },
      ]) {
        expect(await journal.confirms(other)).toBe(false);
        expect(await code(journal.read(other))).toBe('JOURNAL_DAMAGED');
      }
    }
  });

  it('is appended to at its end alone, under the lock, and by valid drafts', async () => {
    const { journal } = open();
    const [first = START, second = START] = await filled(journal, intent(), intent());
    const before = await journal.read();
    expect(await code(append(journal, START, intent()))).toBe('JOURNAL_CONFLICT');
    expect(await code(append(journal, first, intent()))).toBe('JOURNAL_CONFLICT');
    expect(await code(append(journal, second, intent({}, '')))).toBe('JOURNAL_ENTRY_INVALID');
    const lock = await journal.lock();
    lock.release();
    expect(await code(journal.append(lock, second, intent()))).toBe('JOURNAL_NOT_LOCKED');
    expect(await code(journal.install(lock, []))).toBe('JOURNAL_NOT_LOCKED');
    expect(await journal.read()).toEqual(before);
  });

  it('has a torn tail cut off, and goes on', async () => {
    const { journal, tear } = open();
    const [end = START] = await filled(journal, intent());
    expect(await repairTail(journal)).toBeNull();
    await tear(end);
    expect(await journal.read()).toMatchObject({ end, torn: true });
    expect(await code(append(journal, end, intent()))).toBe('JOURNAL_CONFLICT');
    expect((await repairTail(journal))?.bytes).toBeGreaterThan(0);
    await append(journal, end, intent());
    expect((await journal.read()).entries).toHaveLength(2);
  });

  it('takes a whole other journal while it is empty', async () => {
    const source = open().journal;
    await filled(source, intent({ a: 1 }), appliedDraft(ACTOR));
    const { entries } = await source.read();
    const { journal } = open();
    const lock = await journal.lock();
    const end = await journal.install(lock, entries);
    expect(await journal.read()).toEqual({ entries, end, torn: false });
    expect(await code(journal.install(lock, entries))).toBe('JOURNAL_NOT_EMPTY');
    lock.release();
    await append(journal, end, intent());
  });

  it('has one holder of its lock at a time', async () => {
    const { journal } = open();
    const first = await journal.lock();
    const order: string[] = [];
    const second = journal.lock().then((lock) => {
      order.push('second');
      lock.release();
    });
    await journal.read();
    order.push('first');
    first.release();
    await second;
    expect(order).toEqual(['first', 'second']);
    expect(first.held).toBe(false);
  });

  it('is projected from a snapshot and the entries after it', async () => {
    const { journal } = open();
    const applied = appliedDraft(ACTOR);
    const [, settled = START] = await filled(journal, intent(), applied, intent({ b: 1 }), applied);
    const file = join(temporaryDirectory(), 'vpcs.json');
    const projected = () =>
      project<readonly number[]>(journal, file, '1', [], (seqs, { seq }) => [...seqs, seq]);
    expect((await projected()).state).toEqual([1, 2]);
    await writeSnapshot(file, {
      ...{ format: 4, version: '1', position: settled, unconfirmed: null, state: [7] },
    });
    expect((await projected()).state).toEqual([7, 2]);
  });
});

describe('a write that fails', () => {
  it.each(['refused', 'torn'] as const)(
    '(%s) is reported, and leaves the entries',
    async (fault) => {
      const journal = new MemoryJournal();
      const [end = START] = await filled(journal, intent());
      journal.failNext(fault);
      expect(await code(append(journal, end, intent()))).toBe('JOURNAL_WRITE_FAILED');
      expect((await journal.read()).end).toEqual(end);
      await repairTail(journal);
      expect((await append(journal, end, intent())).entry.seq).toBe(2);
    },
  );
});
