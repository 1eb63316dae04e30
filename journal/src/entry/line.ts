import { isUtf8 } from 'node:buffer';
import { type Entry, hashEntry } from './entry.js';
import { isRecord, type Json } from './json.js';

/**
 * The fields of a line whose hash is right, or its fault. The fields' shapes are not checked yet.
 */
export type VerifiedLine =
  | { readonly fields: { readonly [field: string]: Json }; readonly fault: null }
  | { readonly fields: null; readonly fault: string };

/** The fault of a line that differs from the bytes that vpcctl would write for its value. */
export const NOT_CANONICAL = 'it is not spelt as vpcctl writes it';

/** The line of an entry, with its newline. The fields are in a readable order. Pure. */
export function lineOf(entry: Entry): string {
  const { seq, id, at, actor, message, prev, hash } = entry;
  const { uid, user, pid, argv } = actor;
  const content =
    entry.type === 'change'
      ? { type: entry.type, events: entry.events }
      : { type: entry.type, v: entry.v, data: entry.data };
  const head = { seq, id, at, actor: { uid, user, pid, argv } };
  const fields = { ...head, ...(message !== undefined && { message }), ...content, prev, hash };
  return `${JSON.stringify(fields)}\n`;
}

/**
 * Reads one line (without its newline) and checks its hash. Pure. Its bytes have to be those that
 * vpcctl would write for the value: some edits (another spelling of an escape, invalid UTF-8)
 * change the line and not the value.
 */
export function verifyLine(line: Buffer): VerifiedLine {
  return isUtf8(line) ? verifyText(line.toString('utf8')) : fault(NOT_CANONICAL);
}

/** As {@link verifyLine}, for a line of valid UTF-8, whose text then determines its bytes. */
export function verifyText(text: string): VerifiedLine {
  const fields = parse(text);
  if (fields === null) return fault('it is not a JSON object');
  try {
    if (JSON.stringify(fields) !== text) return fault(NOT_CANONICAL);
    if (fields['hash'] === hashEntry(fields)) return { fields, fault: null };
  } catch (error) {
    // JSON.stringify and `canonicalJson` throw it for a value that is nested too deep.
    if (error instanceof RangeError) return fault('its JSON is nested too deep');
    throw error;
  }
  return fault('its hash does not match its content, so it was changed after it was written');
}

const NEWLINE = Buffer.from('\n');

/**
 * A last line without its newline, or with another byte in the newline's place: the line with its
 * newline where the entry is whole, since its hash proves that; null for a part of a line. Pure.
 */
export function completeLine(tail: Buffer): Buffer | null {
  for (const length of [tail.length, tail.length - 1]) {
    const line = tail.subarray(0, Math.max(0, length));
    if (line.length > 0 && verifyLine(line).fields !== null) return Buffer.concat([line, NEWLINE]);
  }
  return null;
}

/** The fields of a line (without its newline), unchecked; null where it is no JSON object. Pure. */
export function parseLine(line: Buffer): { readonly [field: string]: Json } | null {
  return parse(line.toString('utf8'));
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
