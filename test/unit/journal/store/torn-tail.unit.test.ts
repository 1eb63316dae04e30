import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { START } from '@vpcctl/journal';
import { expect, it } from 'vitest';
import {
  append,
  intent,
  journalOf,
  rejection,
  repairTail,
} from '../../../support/journal/support.js';

const three = () => journalOf(intent({ a: 1 }), intent({ b: 'é\ufffd' }), intent({ c: [] }));

it('cut at any byte of the last entry, a reader sees the entries before it', async () => {
  const { journal, file, bytes, entries, positions } = await three();
  const [, first, second = START] = positions;
  for (let size = second.cursor; size < bytes.length - 1; size++) {
    writeFileSync(file, bytes.subarray(0, size));
    const torn = size > second.cursor;
    expect(await journal.read()).toEqual({ entries: entries.slice(0, 2), end: second, torn });
    expect(await journal.read(first)).toEqual({ entries: entries.slice(1, 2), end: second, torn });
    expect(await journal.read(second)).toEqual({ entries: [], end: second, torn });
  }
});

// An fsync or five for every byte: slow disks take their time.
it('cut at any byte of the last entry, the torn tail is cut off and kept, and appending goes on', {
  timeout: 60_000,
}, async () => {
  const { journal, file, bytes, entries, positions } = await three();
  const [, , second = START] = positions;
  for (let size = second.cursor; size < bytes.length - 1; size++) {
    writeFileSync(file, bytes.subarray(0, size));
    const tail = await repairTail(journal);
    expect(readFileSync(file)).toEqual(bytes.subarray(0, second.cursor));
    expect(tail?.bytes ?? 0).toBe(size - second.cursor);
    if (tail !== null) {
      const kept = readFileSync(tail.file);
      expect(kept.subarray(-tail.bytes)).toEqual(bytes.subarray(second.cursor, size));
      expect(statSync(tail.file).mode & 0o777).toBe(0o600);
      // Else all that were kept before would be read for each.
      rmSync(tail.file);
    }
    const { entry, position } = await append(journal, second, intent({ again: size }));
    expect(await journal.read()).toEqual({
      entries: [...entries.slice(0, 2), entry],
      end: position,
      torn: false,
    });
  }
});

it.each([
  ['missing', ''],
  ['another byte', 'J'],
  ['a byte of zero', '\0'],
])('where only the last newline is %s, the entry is whole', async (_, byte) => {
  const { journal, file, bytes, entries, positions, directory } = await three();
  const end = positions.at(-1) ?? START;
  writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from(byte)]));
  expect(await journal.read()).toEqual({ entries, end, torn: false });
  expect(await journal.confirms(end)).toBe(true);
  expect(await journal.last()).toEqual({ type: 'change', data: null });
  expect(await repairTail(journal)).toBeNull();
  expect(readFileSync(file)).toEqual(bytes);
  expect(readdirSync(directory).sort()).toEqual(['journal.lock', 'journal.ndjson']);
  expect((await append(journal, end, intent())).entry.seq).toBe(4);
});

it('a first entry that is torn leaves an empty journal', async () => {
  const { journal, file, bytes } = await three();
  writeFileSync(file, bytes.subarray(0, 20));
  expect(await journal.read()).toEqual({ entries: [], end: START, torn: true });
  expect((await repairTail(journal))?.bytes).toBe(20);
  expect((await append(journal, START, intent())).entry.seq).toBe(1);
});

it('zeros in place of the last entry, as a power cut leaves them, are a torn tail', async () => {
  const { journal, file, bytes, entries } = await three();
  writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(10_000)]));
  expect(await journal.read()).toMatchObject({ entries, torn: true });
  expect((await repairTail(journal))?.bytes).toBe(10_000);
  expect(readFileSync(file)).toEqual(bytes);
});

it('is not appended to before the torn tail is repaired', async () => {
  const { journal, file, bytes, positions } = await three();
  const [, , second = START] = positions;
  const torn = bytes.subarray(0, second.cursor + 9);
  writeFileSync(file, torn);
  expect((await rejection(append(journal, second, intent()))).code).toBe('JOURNAL_CONFLICT');
  expect(readFileSync(file)).toEqual(torn);
});

it('a whole journal is not cut, and no bytes are kept', async () => {
  const { journal, file, bytes, directory } = await three();
  expect(await repairTail(journal)).toBeNull();
  expect(readFileSync(file)).toEqual(bytes);
  expect(readdirSync(directory).filter((name) => name.includes('torn'))).toEqual([]);
  expect(await repairTail((await journalOf()).journal)).toBeNull();
});

it('the file of kept bytes is named after the time', async () => {
  const { journal, file, bytes, directory } = await three();
  writeFileSync(file, bytes.subarray(0, -2));
  await repairTail(journal);
  expect(readdirSync(directory).sort()).toEqual([
    'journal.lock',
    'journal.ndjson',
    expect.stringMatching(/^journal\.torn-\d{8}T\d{6}\.\d{3}Z$/),
  ]);
});

it('a torn tail that a killed command has kept is not kept twice', async () => {
  const { journal, file, bytes, positions, directory } = await three();
  const end = positions.at(-2)?.cursor ?? 0;
  writeFileSync(file, bytes.subarray(0, -9));
  // Killed before the journal was cut.
  const kept = join(directory, 'journal.torn-20200101T120000.000Z');
  writeFileSync(kept, bytes.subarray(end, -9));
  const before = readdirSync(directory);
  expect(await repairTail(journal)).toMatchObject({ file: kept });
  expect(readdirSync(directory)).toEqual(expect.arrayContaining(before));
  expect(readdirSync(directory).filter((name) => name.includes('torn'))).toHaveLength(1);
});
