import { type Entry, isOutcomeType, nextSeq, sha256 } from './entry.js';
import { canonicalJson, type Json } from './json.js';
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
    `"type":"(${TEXT}+)","v":(${COUNT}),"data":([^\\n]+),"prev":"(${HASH})","hash":"(${HASH})"\\}\\n`,
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
    type = '',
    v,
    spelt = '',
    prev,
    hash = '',
  ] = match;
  const expected = nextSeq(before.seq, type);
  if (Number(seq) !== expected || prev !== before.hash) return null;
  const data = readData(type, spelt);
  if (data === null) return null;
  // The canonical JSON of the whole entry: the keys in order.
  const actor = `{"argv":${argv},"pid":${pid},"uid":${uid},"user":"${user}"}`;
  const canonical = `{"actor":${actor},"at":"${at}","data":${data.canonical},"id":"${id}","prev":"${prev}","seq":${seq},"type":"${type}","v":${v}}`;
  if (sha256(canonical) !== hash) return null;
  return {
    seq: expected,
    id,
    at,
    actor: { uid: Number(uid), user, pid: Number(pid), argv: readArgv(argv) },
    type,
    v: Number(v),
    data: data.value,
    prev: before.hash,
    hash,
  };
}

/**
 * The data and its canonical JSON; null where its spelling is not vpcctl's, or the type differs.
 */
function readData(type: string, spelt: string): { value: Json; canonical: string } | null {
  if (isOutcomeType(type)) {
    return type === 'applied' && spelt === '{}' ? { value: {}, canonical: spelt } : null;
  }
  try {
    const value: Json = JSON.parse(spelt);
    return JSON.stringify(value) === spelt ? { value, canonical: canonicalJson(value) } : null;
  } catch {
    return null;
  }
}

let lastArgv: { readonly spelt: string; readonly argv: readonly string[] } | null = null;

/** Reads a command line. The last one is kept, since an outcome mostly has that of its intent. */
function readArgv(spelt: string): readonly string[] {
  if (lastArgv?.spelt !== spelt) lastArgv = { spelt, argv: JSON.parse(spelt) };
  return lastArgv.argv;
}
