import { dirname, join } from 'node:path';
import { isOutcomeType } from '../entry/entry.js';
import type { Json } from '../entry/json.js';
import { parseLine, verifyLine } from '../entry/line.js';
import { type Position, START } from '../entry/position.js';
import { appendDurably, readRange, sizeOf, truncateDurably, withExisting } from './file.js';

const NEWLINE = 0x0a;
const CHUNK = 4096;

/** An incomplete last line that was cut off: the file that keeps its bytes, and their number. */
export interface TornTail {
  readonly file: string;
  readonly bytes: number;
}

/** What the last line of a journal says. */
export interface LastLine {
  readonly type: string;
  readonly data: Json;
}

/** The start of the line that ends at `end`: after the last newline before `end`, or 0. */
function lineStart(fd: number, end: number): number {
  for (let stop = end; stop > 0; stop -= CHUNK) {
    const start = Math.max(0, stop - CHUNK);
    const newline = readRange(fd, start, stop).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
  }
  return 0;
}

/**
 * The position that the last `count` lines follow, an incomplete last line aside: the start where
 * there are no more lines; null where the line before them is not a whole, unchanged entry.
 */
export function positionFromEnd(fd: number | null, count: number): Position | null {
  if (fd === null) return START;
  let offset = lineStart(fd, sizeOf(fd));
  for (let left = count; left > 0 && offset > 0; left -= 1) offset = lineStart(fd, offset - 1);
  if (offset === 0) return START;
  const { fields } = verifyLine(readRange(fd, lineStart(fd, offset - 1), offset - 1));
  const { seq, hash, type } = fields ?? {};
  if (typeof seq !== 'number' || typeof hash !== 'string' || typeof type !== 'string') return null;
  // Each change has two lines: its intent, and its outcome.
  return { line: isOutcomeType(type) ? 2 * seq : 2 * seq - 1, seq, cursor: offset, hash };
}

/**
 * The last line, an incomplete one aside; null where there is none, or it is no entry. It is not
 * checked against its hash: commands that rely on the line have read it by `Journal.read`.
 */
export function lastLine(fd: number | null): LastLine | null {
  if (fd === null) return null;
  const end = lineStart(fd, sizeOf(fd));
  if (end === 0) return null;
  const { type, data = null } = parseLine(readRange(fd, lineStart(fd, end - 1), end - 1)) ?? {};
  return typeof type === 'string' ? { type, data } : null;
}

/** Whether a whole, unchanged entry with the number and hash of `position` ends there. */
export function confirmsPosition(fd: number | null, position: Position): boolean {
  const { line, seq, cursor, hash } = position;
  if (cursor === 0) return line === START.line && seq === START.seq && hash === START.hash;
  if (fd === null || cursor > sizeOf(fd)) return false;
  if (readRange(fd, cursor - 1, cursor)[0] !== NEWLINE) return false;
  const { fields } = verifyLine(readRange(fd, lineStart(fd, cursor - 1), cursor - 1));
  return fields !== null && fields['seq'] === seq && fields['hash'] === hash;
}

/** Cuts a last line without a newline off `file`, after copying its bytes to a file beside it. */
export function cutTornTail(file: string, at: Date): TornTail | null {
  return withExisting(file, 'r+', (fd) => {
    if (fd === null) return null;
    const size = sizeOf(fd);
    const start = lineStart(fd, size);
    if (start === size) return null;
    const kept = join(dirname(file), `journal.torn-${at.toISOString().replaceAll(/[-:]/g, '')}`);
    appendDurably(kept, readRange(fd, start, size));
    truncateDurably(fd, start);
    return { file: kept, bytes: size - start };
  });
}
