import {
  type Entry,
  type EntryContent,
  isEventList,
  isOutcomeType,
  NOTE_TYPES,
  nextSeq,
  sha256,
} from './entry.js';
import { canonicalJson, type Json } from './json.js';
import { isMessage } from './message.js';
import type { ChainHead } from './position.js';

// Text without escapes equals its JSON spelling. Fifteen digits are always a safe integer.
const TEXT = String.raw`[^"\\\x00-\x1f]`;
const COUNT = String.raw`[1-9]\d{0,14}`;
const HASH = '[0-9a-f]{64}';
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
// The schema knows which years have a 29 February.
const DAY =
  '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const TIME = String.raw`\d{4}-${DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z`;

/** The line of nearly every entry, with its newline: the fields in the order of `lineOf`. */
const LINE = new RegExp(
  `\\{"seq":(${COUNT}),"id":"(${UUID})","at":"(${TIME})",` +
    `"actor":\\{"uid":(0|${COUNT}),"user":"(${TEXT}*)","pid":(${COUNT}),` +
    `"argv":(\\[(?:"${TEXT}*"(?:,"${TEXT}*")*)?\\])\\},` +
    `(?:"message":"((?:${TEXT}|\\\\n)*)",)?` +
    `"type":"(?:change","events":([^\\n]+)|(undo|redo|revert|confirm|applied)","v":1,"data":([^\\n]+)),` +
    `"prev":"(${HASH})","hash":"(${HASH})"\\}\\n`,
  'y',
);

/**
 * The entry whose line starts at `start`, if it follows `before`, its hash is right, and it has the
 * usual spelling. Null for any other line, which `verifyText` and the schema have to judge. Pure.
 * This is a shortcut for long journals: `verifyText` and the schema accept every line that it
 * accepts, as the same entry.
 * @param text complete lines, from bytes that are valid UTF-8
 */
export function readPlainLine(text: string, start: number, before: ChainHead): Entry | null {
  LINE.lastIndex = start;
  const match = LINE.exec(text);
  if (match === null) return null;
  const [
    ,
    seq,
    id = '',
    at = '',
    uid,
    user = '',
    pid,
    argv = '',
    why,
    events,
    note,
    data = '',
    prev,
    hash = '',
  ] = match;
  const content = events === undefined ? readNote(note, data) : readChange(events);
  if (content === null) return null;
  const { type } = content.fields;
  const expected = nextSeq(before.seq, type);
  const message = readMessage(why);
  if (message === null || (message !== undefined && isOutcomeType(type))) return null;
  if (Number(seq) !== expected || prev !== before.hash) return null;
  // The canonical JSON of the whole entry: the keys in order.
  const actor = `{"argv":${argv},"pid":${pid},"uid":${uid},"user":"${user}"}`;
  const spelt = why === undefined ? '' : `"message":"${why}",`;
  const canonical = `{"actor":${actor},"at":"${at}",${content.before},"id":"${id}",${spelt}"prev":"${prev}","seq":${seq},"type":"${type}"${content.after}}`;
  if (sha256(canonical) !== hash) return null;
  return {
    seq: expected,
    id,
    at,
    actor: { uid: Number(uid), user, pid: Number(pid), argv: readArgv(argv) },
    ...(message !== undefined && { message }),
    ...content.fields,
    prev: before.hash,
    hash,
  };
}

/** What an entry holds, with the parts of its canonical JSON before and after the other fields. */
interface SpeltContent {
  readonly fields: EntryContent;
  readonly before: string;
  readonly after: string;
}

/** The content of a change; null where vpcctl would spell the events otherwise. */
function readChange(spelt: string): SpeltContent | null {
  const { value: events, canonical } = readJson(spelt);
  if (!isEventList(events)) return null;
  return { fields: { type: 'change', events }, before: `"events":${canonical}`, after: '' };
}

/** The content of any other entry, likewise; the schema reads an `applied` with data. */
function readNote(name: string | undefined, spelt: string): SpeltContent | null {
  const type = NOTE_TYPES.find((note) => note === name);
  const { value: data, canonical } = readJson(spelt);
  if (type === undefined || data === undefined) return null;
  if (type === 'applied' && spelt !== '{}') return null;
  return { fields: { type, v: 1, data }, before: `"data":${canonical}`, after: ',"v":1' };
}

/**
 * The value of a JSON text, and its canonical text; undefined where the text is not the one that
 * vpcctl writes for it.
 */
function readJson(spelt: string): { readonly value: Json | undefined; readonly canonical: string } {
  try {
    const value: Json = JSON.parse(spelt);
    if (JSON.stringify(value) === spelt) return { value, canonical: canonicalJson(value) };
  } catch {
    // It is no JSON, or is nested too deep.
  }
  return { value: undefined, canonical: '' };
}

/** The message of a line; undefined where it has none, null where no entry may have it. */
function readMessage(spelt: string | undefined): string | undefined | null {
  if (spelt === undefined) return undefined;
  const message = spelt.replaceAll('\\n', '\n');
  return isMessage(message) ? message : null;
}

let lastArgv: { readonly spelt: string; readonly argv: readonly string[] } | null = null;

/** Reads a command line. The last one is kept, since an outcome mostly has that of its intent. */
function readArgv(spelt: string): readonly string[] {
  if (lastArgv?.spelt !== spelt) lastArgv = { spelt, argv: JSON.parse(spelt) };
  return lastArgv.argv;
}
