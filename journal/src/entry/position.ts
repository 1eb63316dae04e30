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
  /**
   * How the store finds the place; 0 at the start. Only the store reads it: the bytes up to the end
   * of the entry's line, for a journal in a file.
   */
  readonly cursor: number;
}

/** The position before the first entry. */
export const START: Position = { line: 0, seq: 0, cursor: 0, hash: ZERO_HASH };

/**
 * The position right after `entry`, which follows `position` in a file. Pure: the bytes of an
 * entry's line depend on the entry alone.
 */
export function advance(position: Position, entry: Entry): Position {
  const cursor = position.cursor + Buffer.byteLength(lineOf(entry));
  return { line: position.line + 1, seq: entry.seq, cursor, hash: entry.hash };
}

/** Whether a value from a file has the shape of a position. */
export function isPosition(value: unknown): value is Position {
  return (
    isRecord(value) &&
    isCount(value['line']) &&
    isCount(value['seq']) &&
    isCount(value['cursor']) &&
    typeof value['hash'] === 'string'
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
