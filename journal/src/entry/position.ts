import { type Entry, ZERO_HASH } from './entry.js';
import { isRecord } from './json.js';
import { lineOf } from './line.js';

/** The end of a hash chain: the entry that the next one follows. */
export interface ChainHead {
  /** The number of the entry's line, from 1; 0 at the start. */
  readonly line: number;
  /** The `seq` of that entry; 0 at the start. */
  readonly seq: number;
  /** The `hash` of that entry; {@link ZERO_HASH} at the start. */
  readonly hash: string;
}

/** A place in the journal: right after an entry. */
export interface Position extends ChainHead {
  /** Bytes from the start of the file to the end of that entry's line. */
  readonly offset: number;
}

/** The position before the first entry. */
export const START: Position = { line: 0, seq: 0, offset: 0, hash: ZERO_HASH };

/**
 * The position right after `entry`, which follows `position`. Pure: the bytes of an entry's line
 * depend on the entry alone.
 */
export function advance(position: Position, entry: Entry): Position {
  const offset = position.offset + Buffer.byteLength(lineOf(entry));
  return { line: position.line + 1, seq: entry.seq, offset, hash: entry.hash };
}

/** Whether a value from a file has the shape of a position. */
export function isPosition(value: unknown): value is Position {
  return (
    isRecord(value) &&
    isCount(value['line']) &&
    isCount(value['seq']) &&
    isCount(value['offset']) &&
    typeof value['hash'] === 'string'
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
