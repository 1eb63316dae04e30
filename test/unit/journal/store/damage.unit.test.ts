import { readdirSync, writeFileSync } from 'node:fs';
import { canonicalJson, type Entry, hashEntry, type Json, START, ZERO_HASH } from '@vpcctl/journal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fixture, intent, journalOf, rejection } from '../../../support/journal/support.js';

/** Data whose JSON can be spelt in more than one way. */
const AWKWARD = { control: '\u001f', accent: 'é', replacement: '\ufffd', big: 1e21, 'a"}\n': [-0] };

const three = () => journalOf(intent({ a: 1 }), intent(AWKWARD), intent({ name: 'vpc1' }));

/** Asserts that a reader finds the damage, and says where; the file stays as it is. */
async function expectDamage(fixture: Fixture, bytes: Buffer | string, line?: number) {
  writeFileSync(fixture.file, bytes);
  const error = await rejection(fixture.journal.read());
  expect(error).toMatchObject({ code: 'JOURNAL_DAMAGED', category: 'journal', exitCode: 4 });
  expect(error.message).toContain(fixture.file);
  expect(error.hints).not.toEqual([]);
  if (line !== undefined) expect(error.message).toContain(`line ${line}:`);
  return error;
}

/** The line of an entry with a right hash, whatever else is wrong with it. */
function sealed(fields: { [field: string]: Json }): string {
  const { hash: _, ...rest } = fields;
  return `${JSON.stringify({ ...rest, hash: hashEntry(rest) })}\n`;
}

function changed(entry: Entry | undefined, change: { [field: string]: Json | undefined }): string {
  return sealed(JSON.parse(JSON.stringify({ ...entry, ...change })));
}

/** What makes the fields of a change those of another entry. */
const NOTE = { events: undefined, v: 1, data: {} };

describe('the hash chain', () => {
  it('links each entry to the one before, and the first to zeros', async () => {
    const { journal, entries } = await three();
    const read = await journal.read();
    expect(read.entries).toEqual(entries);
    expect(read.torn).toBe(false);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(entries.map(({ prev }) => prev)).toEqual([
      ZERO_HASH,
      entries[0]?.hash,
      entries[1]?.hash,
    ]);
    expect(new Set(entries.map(({ hash }) => hash)).size).toBe(3);
  });

  it('hashes every field but the hash', async () => {
    const { entries } = await three();
    for (const entry of entries) {
      const { hash, ...rest } = entry;
      expect(hashEntry({ ...rest, actor: { ...rest.actor } })).toBe(hash);
      expect(canonicalJson({ ...rest, actor: { ...rest.actor } })).not.toContain(hash);
    }
  });
});

describe('a byte changed anywhere', () => {
  it('is noticed, unless it is the last newline: that entry is whole', async () => {
    const fixture = await three();
    const { bytes, entries, journal, file } = fixture;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (index, mask) => {
          const copy = Buffer.from(bytes);
          copy[index] = (copy[index] ?? 0) ^ mask;
          if (index < bytes.length - 1) return void (await expectDamage(fixture, copy));
          writeFileSync(file, copy);
          const read = await journal.read();
          expect(read).toMatchObject({ entries, torn: false });
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([0x01, 0x80])('is noticed at each place but the last (mask %i)', async (mask) => {
    const fixture = await three();
    const starts = fixture.positions.map(({ cursor }) => cursor);
    for (let index = 0; index < fixture.bytes.length - 1; index++) {
      const copy = Buffer.from(fixture.bytes);
      copy[index] = (copy[index] ?? 0) ^ mask;
      await expectDamage(fixture, copy, starts.filter((cursor) => cursor <= index).length);
    }
  });

  it('is noticed in the entry before the position where reading starts', async () => {
    const { bytes, positions, journal, file } = await three();
    const [, first, second] = positions;
    for (let index = first?.cursor ?? 0; index < (second?.cursor ?? 0); index++) {
      const copy = Buffer.from(bytes);
      copy[index] = (copy[index] ?? 0) ^ 1;
      writeFileSync(file, copy);
      expect((await rejection(journal.read(second))).code).toBe('JOURNAL_DAMAGED');
    }
  });
});

describe('other damage', () => {
  it.each([
    ['white space', '{"seq":1', '{"seq": 1'],
    ['another spelling of an escape', '\\u001f', '\\u001F'],
    ['another spelling of a number', '1e+21', '1E+21'],
    ['a key given twice', '"a":1', '"a":2,"a":1'],
  ])('%s is noticed although the value is the same', async (_, from, to) => {
    const fixture = await three();
    const text = fixture.bytes.toString();
    expect(text).toContain(from);
    await expectDamage(fixture, text.replace(from, to));
  });

  it('bytes that are not UTF-8 are noticed although they decode to the replacement character', async () => {
    const fixture = await three();
    const index = fixture.bytes.indexOf('\ufffd');
    const { bytes } = fixture;
    const copy = [bytes.subarray(0, index), Buffer.of(0xff), bytes.subarray(index + 3)];
    await expectDamage(fixture, Buffer.concat(copy), 2);
  });

  it('a complete last line is damage, not a torn tail', async () => {
    const fixture = await three();
    await expectDamage(fixture, Buffer.concat([fixture.bytes, Buffer.from('{"seq":4}\n')]), 4);
  });

  it.each(['\n', 'null\n', '[]\n', '"x"\n', '\0\0\0\n', '{}\n'])('a line %j', async (line) => {
    const fixture = await three();
    await expectDamage(fixture, Buffer.concat([Buffer.from(line), fixture.bytes]), 1);
  });

  it('an entry that is missing, doubled or moved is noticed', async () => {
    const fixture = await three();
    const [one, two, three_] = fixture.bytes.toString().split(/(?<=\n)/);
    await expectDamage(fixture, `${one}${three_}`, 2);
    await expectDamage(fixture, `${two}${three_}`, 1);
    await expectDamage(fixture, `${one}${one}`, 2);
    await expectDamage(fixture, `${one}${three_}${two}`, 2);
  });

  it('an entry of another journal, with the right number', async () => {
    const fixture = await three();
    const other = await three();
    const [, , third] = other.bytes.toString().split(/(?<=\n)/);
    const before = fixture.bytes.subarray(0, fixture.positions[2]?.cursor).toString();
    const error = await expectDamage(fixture, `${before}${third}`, 3);
    expect(error.message).toContain('its hash of the previous entry does not match');
  });

  it.each([
    ['another number', { seq: 7 }, 'its number is 7'],
    ['no number', { seq: 'one' }, 'seq'],
    ['a version below 1', { ...NOTE, type: 'undo', v: 0 }, 'v:'],
    ['no type', { type: '' }, 'type'],
    ['no events', { events: [] }, 'events:'],
    ['an event of no type', { events: [{ type: '', v: 1, data: 1 }] }, 'events:'],
    ['an event of version 0', { events: [{ type: 'a', v: 0, data: 1 }] }, 'events:'],
    ['an event without data', { events: [{ type: 'a', v: 1 }] }, 'events:'],
    ['an event with more', { events: [{ type: 'a', v: 1, data: 1, more: 1 }] }, 'events:'],
    ['a second event that is none', { events: [{ type: 'a', v: 1, data: 1 }, 1] }, 'events:'],
    ['events beside data', { v: 1, data: {} }, 'v'],
    ['a bad time', { at: 'yesterday' }, 'at:'],
    ['a bad id', { id: 'x' }, 'id:'],
    ['a bad actor', { actor: { uid: -1, user: 'a', pid: 1, argv: [] } }, 'actor.uid'],
    ['a field too many', { extra: 1 }, 'extra'],
    ['the number of an outcome', { ...NOTE, type: 'applied' }, 'its number is 2, not 1'],
    ['an outcome that says more', { ...NOTE, type: 'applied', data: { more: 1 } }, 'data'],
    ['a failure without an error', { ...NOTE, type: 'failed' }, 'data.error'],
  ])('an entry with a right hash and %s', async (_, change, word) => {
    const fixture = await three();
    const [first] = fixture.bytes.toString().split(/(?<=\n)/);
    const error = await expectDamage(fixture, `${first}${changed(fixture.entries[1], change)}`, 2);
    expect(error.message).toContain(word);
  });

  it.each([
    ['that numbered outcomes', { type: 'applied', data: { of: 1 } }, 'the outcome has a number'],
    ['without events', { type: 'vpc.create', data: {} }, 'the change has no list of events'],
  ])('an entry of a build %s is reported, and not as damage', async (_, change, what) => {
    const { file, journal, bytes, entries } = await journalOf(intent());
    const older = { ...NOTE, seq: 2, prev: entries[0]?.hash ?? '', ...change };
    writeFileSync(file, `${bytes}${changed(entries[0], older)}`);
    const error = await rejection(journal.read());
    expect(error).toMatchObject({ code: 'JOURNAL_UNSUPPORTED', category: 'journal', exitCode: 4 });
    expect(error.message).toContain(`${file} was written by an unreleased build of vpcctl`);
    expect(error.message).toContain(`at line 2, ${what}`);
    expect(error.hints.join()).toContain(`mv ${file} ${file}.old`);
  });

  it('an entry without data', async () => {
    const fixture = await three();
    const undo = { ...NOTE, type: 'undo', data: undefined };
    const error = await expectDamage(fixture, changed(fixture.entries[0], undo), 1);
    expect(error.message).toContain('data: is missing');
  });
});

describe('a position', () => {
  it('is confirmed after each entry, and read from there', async () => {
    const { journal, entries, positions } = await three();
    for (const position of positions) {
      expect(await journal.confirms(position)).toBe(true);
      const read = await journal.read(position);
      expect(read).toEqual({
        entries: entries.slice(position.line),
        end: positions.at(-1),
        torn: false,
      });
    }
  });

  it.each([
    ['another hash', { hash: '1'.repeat(64) }],
    ['another number', { seq: 1 }],
    ['a cursor inside an entry', { cursor: 100 }],
    ['a cursor after the end', { cursor: 1e9 }],
    ['a cursor of nothing', { cursor: 0 }],
  ])('with %s is not confirmed', async (_, change) => {
    const { journal, positions } = await three();
    const [, , second = START] = positions;
    const position = { ...second, ...change };
    expect(await journal.confirms(position)).toBe(false);
    expect((await rejection(journal.read(position))).code).toBe('JOURNAL_DAMAGED');
  });

  it('is not confirmed by a journal that was cut there, or deleted', async () => {
    const { journal, positions, bytes, file } = await three();
    const [, , second = START] = positions;
    const early = { ...second, cursor: second.cursor - 2 };
    expect(await journal.confirms(early)).toBe(false);
    writeFileSync(file, bytes.subarray(0, early.cursor));
    expect(await journal.confirms(early)).toBe(false);
    expect(await journal.confirms(second)).toBe(false);
    // Only the newline is missing.
    writeFileSync(file, bytes.subarray(0, second.cursor - 1));
    expect(await journal.confirms(second)).toBe(true);
    const other = await journalOf();
    expect(await other.journal.confirms(second)).toBe(false);
    expect(await other.journal.confirms(START)).toBe(true);
    expect((await rejection(other.journal.read(second))).code).toBe('JOURNAL_DAMAGED');
  });

  it('reads only the entries after it: damage before its entry is not noticed', async () => {
    const { journal, positions, bytes, file } = await three();
    const copy = Buffer.from(bytes);
    copy[10] = 0;
    writeFileSync(file, copy);
    expect((await journal.read(positions[2])).entries).toHaveLength(1);
  });

  it('is confirmed after an entry that is longer than a read buffer', async () => {
    const { journal, positions, entries } = await journalOf(
      intent(),
      intent({ long: 'x'.repeat(20_000) }),
      intent(),
    );
    expect((await journal.read(positions[2])).entries).toEqual(entries.slice(2));
  });
});

it('reads nothing where there is no journal, and creates nothing', async () => {
  const { journal, directory } = await journalOf();
  expect(await journal.read()).toEqual({ entries: [], end: START, torn: false });
  expect(readdirSync(directory)).toEqual([]);
});

it('reads a journal of many pieces, and says where it is damaged', async () => {
  const long = 'é'.repeat(200_000);
  const fixture = await journalOf(...[1, 2, 3, 4, 5, 6, 7].map((i) => intent({ long, i })));
  const { journal, bytes, entries, positions } = fixture;
  expect(await journal.read()).toEqual({ entries, end: positions.at(-1), torn: false });
  for (const [line, { cursor }] of positions.slice(0, -1).entries()) {
    const copy = Buffer.from(bytes);
    // Half of an é.
    copy[cursor + 400_000] = 0x41;
    await expectDamage(fixture, copy, line + 1);
  }
});
