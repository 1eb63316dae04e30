import { createHash } from 'node:crypto';
import { canonicalJson, hashEntry, type Json, ZERO_HASH } from '@vpcctl/journal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEntry } from '../../../../journal/src/entry/entry-schema.js';
import { verifyText } from '../../../../journal/src/entry/line.js';
import { readPlainLine } from '../../../../journal/src/entry/plain-line.js';
import { ACTOR } from '../../../support/journal/support.js';

type Fields = { [field: string]: Json };

const json = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)));
const word = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('\u2028"\\\n'));
const count = fc.integer({ min: 1, max: 1e6 });
const years = { min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true };
const actor = fc.record({
  uid: fc.nat(),
  user: fc.constantFrom('ada', 'é', 'o"brien'),
  pid: count,
  argv: fc.array(fc.oneof(fc.constantFrom('vpcctl', 'list'), word), { maxLength: 3 }),
});

const message = fc.oneof(fc.constantFrom('why', 'é\nb', 'a'.repeat(500)), word);

/** An entry but for its hash, in the order in which it is written. */
const whole: fc.Arbitrary<Fields> = fc.oneof(
  record(
    fc.record({
      type: fc.constant('change'),
      events: fc.array(
        fc.record(
          {
            ...{ type: fc.constantFrom('a', 'é', 'undo'), v: count, data: json },
            plugin: fc.record({ name: word, version: word, source: fc.option(word) }),
          },
          { requiredKeys: ['type', 'v', 'data'] },
        ),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    }),
  ),
  note(fc.constantFrom('undo', 'redo', 'revert'), json),
  note(fc.constant('applied'), fc.constant({})),
  note(fc.constant('failed'), fc.record({ error: fc.record({ code: word, message: word }) })),
);

function note(type: fc.Arbitrary<string>, data: fc.Arbitrary<Json>): fc.Arbitrary<Fields> {
  return record(fc.record({ type, v: fc.oneof(fc.constant(1), count), data }));
}

function record(content: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> {
  const at = fc.date(years).map((date) => date.toISOString());
  const prev = fc.constantFrom(ZERO_HASH, 'ab'.repeat(32));
  return fc
    .tuple(
      fc.record(
        { seq: count, id: fc.uuid(), at, actor, message },
        { requiredKeys: ['seq', 'id', 'at', 'actor'] },
      ),
      content,
      prev,
    )
    .map(([head, held, before]) => ({ ...head, ...held, prev: before }));
}

const days = ['2023-02-29', '2024-02-29', '2023-02-30', '2023-04-31', '2023-13-01', '2023-00-10'];
const counts = [0, -1, 1.5, 2 ** 53, 1e15, 1e21, '1', null];

/** Fields that most entries do not have, each alone. */
const ODD: readonly Fields[] = [
  ...counts.map((seq) => ({ seq })),
  ...counts.map((v) => ({ v })),
  ...counts.map((uid) => ({ actor: { ...ACTOR, uid } })),
  ...counts.map((pid) => ({ actor: { ...ACTOR, pid } })),
  ...['applied', 'failed'].flatMap((type) =>
    [{ of: 1 }, [], null, 1, { error: null }].map((data) => ({ type, data })),
  ),
  ...days.map((day) => ({ at: `${day}T00:00:00.000Z` })),
  ...[
    'T24:00:00.000Z',
    'T00:60:00.000Z',
    'T00:00:60.000Z',
    'T00:00:00Z',
    'T00:00:00.000+01:00',
  ].map((time) => ({ at: `2023-01-01${time}` })),
  ...['0'.repeat(36), 'A0000000-0000-4000-8000-000000000000', 'x', 1].map((id) => ({ id })),
  ...['AB'.repeat(32), '0', '', 0].map((prev) => ({ prev })),
  ...['', '"', '\u0000', 1, 'applied', 'failed', 'change', 'undo'].map((type) => ({ type })),
  ...[[], {}, 1, [1], [{ type: '', v: 1, data: 1 }], [{ type: 'a', v: 0, data: 1 }]].map(
    (events) => ({
      events,
    }),
  ),
  ...[
    { type: 'a', v: 1 },
    { type: 'a', v: 1, data: 1, more: 1 },
    { type: 1, v: 1, data: 1 },
    ...[null, 'x', {}, { name: 'a', version: '1' }, { name: 'a', version: 1, source: null }].map(
      (plugin) => ({ type: 'a', v: 1, data: 1, plugin }),
    ),
    { type: 'a', v: 1, data: 1, plugin: { name: 'a', version: '1', source: null, more: 1 } },
  ].map((event) => ({ type: 'change', events: [event] })),
  ...[['a', 1], [null], {}, 'a'].map((argv) => ({ actor: { ...ACTOR, argv } })),
  ...[1, '\u0001', '\\'].map((user) => ({ actor: { ...ACTOR, user } })),
  ...[null, [], { ...ACTOR, more: 1 }, { argv: [], pid: 1, uid: 0, user: '' }].map((actor) => ({
    actor,
  })),
  { type: 'applied', data: { more: 1 } },
  ...['', ' a', 'a\n', 'a\u0000b', 'a\u0085b', 'a\tb', '\ud800', 'a'.repeat(501), 1, null].map(
    (message) => ({ message }),
  ),
  { more: 1 },
];

/** Other spellings: some leave the value alone, some do not, some are no JSON. */
const RESPELT: readonly [RegExp, string][] = [
  [/:/, ': '],
  [/:(\d)/, ':0$1'],
  [/:(\d+)/, ':$1.0'],
  [/:(\d+)/, ':$1e0'],
  [/"uid":\d+/, '"uid":-0'],
  [/"user"/, '"\\u0075ser"'],
  [/"argv":\["/, '"argv":["\\u0061'],
  [/"argv":\[/, '"argv":["a"'],
  [/"argv":\[/, '"argv":["a",'],
  [/"data":\{\}/, '"data":{ }'],
  [/"data":/, '"data":1,"data":'],
  [/"data":/, '"data": '],
  [/"data":/, '"data":[],'],
  [/"data":.*,"prev"/, '"data":{"b":1,"a":1,"b":1},"prev"'],
  [/"data":.*,"prev"/, '"data":{"b":1,"2":1,"1":1},"prev"'],
  [/"data":.*,"prev"/, '"data":-0,"prev"'],
  [/"data":.*,"prev"/, '"prev"'],
  [/"data":.*,"prev"/, '"data":,"prev"'],
  [/,"v":/, ',"w":1,"v":'],
  [/"events":/, '"data":'],
  [/"events":/, '"v":1,"data":'],
  [/"v":1,"data":/, '"events":'],
  [/"events":\[/, '"events":[ '],
  [/"events":.*,"prev"/, '"events":[],"prev"'],
  [/"events":.*,"prev"/, '"events":[{"v":1,"type":"a","data":1}],"prev"'],
  [/"type":"(undo|applied)"/, '"type":"change"'],
  [/"type":"change"/, '"type":"undo"'],
  [/("seq":[^,]*),("id":[^,]*)/, '$2,$1'],
  [/("v":[^,]*),("data":.*),("prev".*)\}$/, '$1,$3,$2}'],
];

/** The line of `fields`, spelt otherwise, with the right hash. */
function lineOf(fields: Fields, [from, to]: readonly [RegExp, string]): string {
  const spelt = JSON.stringify(fields).replace(from, to);
  try {
    return spelt.replace(/\}$/, `,"hash":"${hashEntry(JSON.parse(spelt))}"}`);
  } catch {
    return spelt.replace(/\}$/, `,"hash":"${ZERO_HASH}"}`);
  }
}

/** Reads a line after whatever it says that it follows. */
function readPlain(line: string, { seq, prev, type }: Fields) {
  const before = type === 'applied' || type === 'failed' ? Number(seq) : Number(seq) - 1;
  return readPlainLine(`${line}\n`, 0, { line: 5, seq: before, hash: String(prev) });
}

/** What the schema makes of the line. */
function readFully(line: string) {
  const { fields } = verifyText(line);
  return fields === null ? null : checkEntry(fields).entry;
}

/** Asserts that the shortcut passes a line by, or reads it as the schema does. */
function check(fields: Fields, spelling: readonly [RegExp, string] = [/$^/, '']) {
  const line = lineOf(fields, spelling);
  const plain = readPlain(line, fields);
  if (plain !== null) expect(plain).toEqual(readFully(line));
  return plain;
}

describe('the fast parser of plain lines', () => {
  it('reads an entry as the schema does, or skips it', () => {
    let plain = 0;
    fc.assert(
      fc.property(whole, (fields) => {
        if (check(fields) !== null) plain++;
      }),
      { numRuns: 2000 },
    );
    expect(plain).toBeGreaterThan(250);
  });

  it.each(ODD)('accepts no more than the schema: %j', (odd) => {
    fc.assert(
      fc.property(whole, (fields) => void check({ ...fields, ...odd })),
      { numRuns: 50 },
    );
  });

  it.each(RESPELT)('accepts no other spelling: %s, %s', (...spelling) => {
    fc.assert(
      fc.property(whole, (fields) => void check(fields, spelling)),
      { numRuns: 50 },
    );
  });

  const entry: Fields = {
    seq: 3,
    id: '3764ea6c-b83a-4138-945b-ba4713fecf8c',
    at: '2026-11-23T08:56:05.627Z',
    actor: ACTOR,
    type: 'change',
    events: [
      {
        type: 'vpc.create',
        v: 1,
        data: { name: 'é "x"\n', list: [1, { b: 1.5, a: null }], 9: true, 1: false },
      },
      { type: 'backend.set', v: 2, data: null },
    ],
    prev: ZERO_HASH,
  };
  const line = lineOf(entry, [/$^/, '']);
  const { type, events, prev = '', ...head } = entry;

  const withMessage = { ...head, message: 'é\nb', type, events, prev } as Fields;

  it.each<[string, Fields]>([
    ['a change', entry],
    ['an undo', { ...head, type: 'undo', v: 1, data: { targets: [2] }, prev }],
    ['a change with a message', withMessage],
    ['an outcome', { ...head, type: 'applied', v: 1, data: {}, prev }],
    ['an entry of another than root', { ...entry, actor: { ...ACTOR, uid: 1000, user: 'é' } }],
  ])('reads %s', (_, fields) => {
    expect(check(fields)).toMatchObject(fields);
  });

  it('reads from anywhere in a text', () => {
    const text = `before\n${line}\nafter\n`;
    const read = (start: number) =>
      readPlainLine(text, start, { line: 2, seq: 2, hash: ZERO_HASH });
    expect(read(7)).toEqual(readFully(line));
    expect([read(0), read(6), read(8)]).toEqual([null, null, null]);
  });

  it.each<[string, { seq: number; hash: string }]>([
    ['another number', { seq: 3, hash: ZERO_HASH }],
    ['another hash', { seq: 2, hash: 'ab'.repeat(32) }],
  ])('skips an entry that follows %s', (_, before) => {
    expect(readPlainLine(`${line}\n`, 0, { line: 2, ...before })).toBeNull();
  });

  it.each(['"ada"', '"vpc1"', '"vpc.create"'])('skips invalid JSON: %s', (text) => {
    const raw = (spelt: string) => spelt.replace(text, '"\u0001"');
    const hash = createHash('sha256')
      .update(raw(canonicalJson(entry)))
      .digest('hex');
    const broken = raw(JSON.stringify(entry)).replace(/\}$/, `,"hash":"${hash}"}`);
    expect(readPlain(broken, entry)).toBeNull();
  });

  it('skips a line with any changed character', () => {
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, to) => {
        fc.pre(line[at] !== to);
        expect(readPlain(`${line.slice(0, at)}${to}${line.slice(at + 1)}`, entry)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});
