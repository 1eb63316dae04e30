import { isUtf8 } from 'node:buffer';
import { type Entry, hashEntry } from './entry.js';
import { isRecord, type Json } from './json.js';

/** What a line holds whose hash is right, or what is wrong with it. Its fields are not checked yet. */
export type VerifiedLine =
  | { readonly fields: { readonly [field: string]: Json }; readonly fault: null }
  | { readonly fields: null; readonly fault: string };

/** What is wrong with a line that is not, to the byte, what would be written for the value in it. */
export const NOT_CANONICAL = 'it is not spelt as vpcctl writes it';

/** The line of an entry, with its newline. Fields are in the order in which one would read them. */
export function lineOf(entry: Entry): string {
  const { seq, id, at, actor, type, v, data, prev, hash } = entry;
  const { uid, user, pid, argv } = actor;
  const fields = { seq, id, at, actor: { uid, user, pid, argv }, type, v, data, prev, hash };
  return `${JSON.stringify(fields)}\n`;
}

/**
 * Reads one line (without its newline) and checks its hash. The line must also be, to the byte, what would be
 * written for the value in it: some changes (an escape spelt otherwise, invalid UTF-8) leave the value alone.
 */
export function verifyLine(line: Buffer): VerifiedLine {
  return isUtf8(line) ? verifyText(line.toString('utf8')) : fault(NOT_CANONICAL);
}

/** As {@link verifyLine}, for the text of a line whose bytes are valid UTF-8: equal text is then equal bytes. */
export function verifyText(text: string): VerifiedLine {
  const fields = parse(text);
  if (fields === null) return fault('it is not a JSON object');
  if (JSON.stringify(fields) !== text) return fault(NOT_CANONICAL);
  if (fields['hash'] !== hashEntry(fields)) {
    return fault('its hash does not match what it says, so it was changed after it was written');
  }
  return { fields, fault: null };
}

function parse(text: string): { readonly [field: string]: Json } | null {
  try {
    const value: Json = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function fault(fault: string): VerifiedLine {
  return { fields: null, fault };
}
