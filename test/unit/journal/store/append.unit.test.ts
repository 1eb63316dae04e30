import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  appliedDraft,
  changeDraft,
  eventsOf,
  failedDraft,
  openJournal,
  START,
} from '@vpcctl/journal';
import { expect, it } from 'vitest';
import { bundleScript } from '../../../support/journal/bundle.js';
import {
  ACTOR,
  append,
  intent,
  journalOf,
  note,
  rejection,
  temporaryDirectory,
  unlocked,
} from '../../../support/journal/support.js';

const mode = (path: string) => statSync(path).mode & 0o777;

it('creates the directory with the first lock and the journal with the first entry, private to the user', async () => {
  const directory = join(temporaryDirectory(), 'a', 'b');
  const journal = openJournal(directory, { acquire: unlocked });
  const lock = await journal.lock();
  expect(readdirSync(directory)).toEqual(['journal.lock']);
  await journal.append(lock, START, intent());
  lock.release();
  expect(mode(join(directory, '..'))).toBe(0o700);
  expect(mode(directory)).toBe(0o700);
  expect(mode(join(directory, 'journal.ndjson'))).toBe(0o600);
  expect(mode(join(directory, 'journal.lock'))).toBe(0o600);
});

it('writes an entry as one line', async () => {
  const now = new Date('2024-02-29T12:00:00.500Z');
  const directory = temporaryDirectory();
  const journal = openJournal(directory, { acquire: unlocked, now: () => now });
  const { entry } = await append(journal, START, intent({ cidr: '10.0.0.0/16' }, 'vpc.create'));
  const text = readFileSync(join(directory, 'journal.ndjson'), 'utf8');
  expect(text.indexOf('\n')).toBe(text.length - 1);
  expect(JSON.parse(text)).toEqual(entry);
  expect(entry).toEqual({
    seq: 1,
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
    at: '2024-02-29T12:00:00.500Z',
    actor: ACTOR,
    type: 'change',
    events: [{ type: 'vpc.create', v: 1, data: { cidr: '10.0.0.0/16' } }],
    prev: '0'.repeat(64),
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it('returns the entry as a reader gets it, whatever JSON leaves out of the data', async () => {
  const data = { gone: undefined, zero: -0, text: '\ud800', date: new Date(0) };
  const recorded = JSON.parse('{}');
  Object.assign(recorded, data);
  const { journal, entries, positions } = await journalOf(intent(recorded));
  const read = await journal.read();
  expect(read.entries).toEqual(entries);
  expect(read.end).toEqual(positions[1]);
  expect(Object.keys(recorded)).toContain('gone');
  expect(entries.flatMap(eventsOf)[0]?.data).toStrictEqual({
    zero: 0,
    text: '\ud800',
    date: '1970-01-01T00:00:00.000Z',
  });
});

it('records outcomes', async () => {
  const { journal, positions } = await journalOf(intent());
  const error = { code: 'X', message: 'why', stack: 'not recorded' };
  const drafts = [appliedDraft(ACTOR), failedDraft(error, ACTOR), failedDraft(error, ACTOR, true)];
  let position = positions.at(-1) ?? START;
  for (const draft of drafts) ({ position } = await append(journal, position, draft));
  const { entries: read } = await journal.read(positions[1]);
  expect(read).toMatchObject([
    { seq: 1, type: 'applied', data: {} },
    { seq: 1, type: 'failed', data: { error: { code: 'X', message: 'why' } } },
    { seq: 1, type: 'failed', data: { error: { code: 'X', message: 'why' }, interrupted: true } },
  ]);
});

it('refuses where the journal is longer, shorter, another one, or missing', async () => {
  const { journal, positions, bytes, file } = await journalOf(intent({ a: 1 }), intent({ b: 2 }));
  const [, first = START, second = START] = positions;
  const conflict = { code: 'JOURNAL_CONFLICT', category: 'journal', exitCode: 4 };
  expect(await rejection(append(journal, START, intent()))).toMatchObject(conflict);
  expect(await rejection(append(journal, first, intent()))).toMatchObject(conflict);
  const other = { ...second, hash: first.hash };
  expect(await rejection(append(journal, other, intent()))).toMatchObject(conflict);
  expect(readFileSync(file)).toEqual(bytes);
  writeFileSync(file, bytes.subarray(0, first.cursor));
  expect(await rejection(append(journal, second, intent()))).toMatchObject(conflict);
  rmSync(file);
  expect(await rejection(append(journal, second, intent()))).toMatchObject(conflict);
  expect(() => statSync(file)).toThrow('ENOENT');
});

it('refuses data that no reader would accept, and writes nothing', async () => {
  const { journal, positions, bytes, file } = await journalOf(intent());
  const [, end = START] = positions;
  const bad = [
    intent({}, ''),
    changeDraft([], ACTOR),
    changeDraft([{ type: 'thing.make', v: 0.5, data: {} }], ACTOR),
    note('applied', { of: 1 }),
    { ...intent(), actor: { ...ACTOR, pid: 0 } },
  ];
  for (const draft of bad) {
    const error = await rejection(append(journal, end, draft));
    expect(error).toMatchObject({ code: 'JOURNAL_ENTRY_INVALID', exitCode: 1 });
  }
  expect(readFileSync(file)).toEqual(bytes);
});

it('refuses without the lock', async () => {
  const { journal, positions, bytes, file } = await journalOf(intent());
  const lock = await journal.lock();
  lock.release();
  const [, end = START] = positions;
  const error = await rejection(journal.append(lock, end, intent()));
  expect(error.code).toBe('JOURNAL_NOT_LOCKED');
  expect((await rejection(journal.repairTornTail(lock))).code).toBe('JOURNAL_NOT_LOCKED');
  expect(readFileSync(file)).toEqual(bytes);
});

it('names the fault of a state directory that cannot be used, reading and writing', async () => {
  const directory = join(temporaryDirectory(), 'file');
  writeFileSync(directory, '');
  const journal = openJournal(directory, { acquire: unlocked });
  const written = await rejection(journal.lock());
  expect(written).toMatchObject({ code: 'JOURNAL_WRITE_FAILED', exitCode: 3 });
  expect(written.message).toContain(directory);
  const read = await rejection(journal.read());
  expect(read).toMatchObject({ code: 'JOURNAL_READ_FAILED', category: 'environment' });
  expect(read.message).toContain('ENOTDIR');
  expect(read.hints).not.toEqual([]);
});

it('reports a journal that is a directory', async () => {
  const { journal, file } = await journalOf();
  mkdirSync(file);
  expect((await rejection(journal.read())).message).toContain('is a directory,');
});

it('removes a part of a line when a write fails half way', { timeout: 30_000 }, async () => {
  const { bytes, directory, file, positions, journal } = await journalOf(intent());
  const [, end = START] = positions;
  const script = await bundleScript(
    temporaryDirectory(),
    `import { openJournal } from '@vpcctl/journal';
     const [directory, position, draft] = process.argv.slice(2);
     const journal = openJournal(directory, { acquire: async () => {} });
     const lock = await journal.lock();
     await journal.append(lock, JSON.parse(position), JSON.parse(draft)).catch((error) =>
       console.log(JSON.stringify({ ...error, message: error.message, exitCode: error.exitCode })));`,
  );
  // A limit on the size of files: the kernel writes up to it, then refuses the rest.
  const limit = `--fsize=${bytes.length + 100}`;
  const arguments_ = [
    directory,
    JSON.stringify(end),
    JSON.stringify(intent({ long: 'x'.repeat(500) })),
  ];
  const { stdout } = await promisify(execFile)('prlimit', [
    limit,
    process.execPath,
    script,
    ...arguments_,
  ]);
  const error: { hints: string[] } = JSON.parse(stdout);
  expect(error).toMatchObject({ code: 'JOURNAL_WRITE_FAILED', exitCode: 3 });
  expect(error).toMatchObject({ message: expect.stringContaining('EFBIG') });
  expect(error.hints.join()).toContain('ulimit');
  expect(readFileSync(file)).toEqual(bytes);
  expect((await append(journal, end, intent())).entry.seq).toBe(2);
});
