import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isOutcomeType } from '../entry/entry.js';
import type { Json } from '../entry/json.js';
import { completeLine, parseLine, verifyLine } from '../entry/line.js';
import { type Position, START } from '../entry/position.js';
import {
  appendDurably,
  readRange,
  readRegular,
  sizeOf,
  truncateDurably,
  withExisting,
  writeDurably,
} from './file.js';

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

/** The hash of the first entry; null where there is none, or it is damaged. */
export function firstHash(fd: number | null): string | null {
  let line = Buffer.alloc(0);
  for (let end = -1; end < 0; ) {
    const next = readRange(fd, line.length, line.length + CHUNK);
    if (next.length === 0) return null;
    line = Buffer.concat([line, next]);
    end = line.indexOf(NEWLINE);
    if (end >= 0) line = line.subarray(0, end);
  }
  const hash = verifyLine(line).fields?.['hash'];
  return typeof hash === 'string' ? hash : null;
}

/**
 * The last line, an incomplete one aside; null where there is none, or it is no entry. It is not
 * checked against its hash: commands that rely on the line have read it by `Journal.read`.
 */
export function lastLine(fd: number | null): LastLine | null {
  if (fd === null) return null;
  const size = sizeOf(fd);
  const end = lineStart(fd, size);
  const completed = completeLine(readRange(fd, end, size));
  if (completed === null && end === 0) return null;
  const line = completed?.subarray(0, -1) ?? readRange(fd, lineStart(fd, end - 1), end - 1);
  const { type, data = null } = parseLine(line) ?? {};
  return typeof type === 'string' ? { type, data } : null;
}

/**
 * Whether a whole, unchanged entry with the number and hash of `position` ends there. The newline
 * of the last line may be missing or damaged.
 */
export function confirmsPosition(fd: number | null, position: Position): boolean {
  const { line, seq, cursor, hash } = position;
  if (cursor === 0) return line === START.line && seq === START.seq && hash === START.hash;
  if (fd === null) return false;
  const size = sizeOf(fd);
  if (cursor - 1 > size) return false;
  if (cursor < size && readRange(fd, cursor - 1, cursor)[0] !== NEWLINE) return false;
  const { fields } = verifyLine(readRange(fd, lineStart(fd, cursor - 1), cursor - 1));
  return fields !== null && fields['seq'] === seq && fields['hash'] === hash;
}

/**
 * Cuts a last line without a newline off `file`, after copying its bytes to a file beside it. A
 * whole entry gets its newline instead.
 */
export function cutTornTail(file: string, at: Date): TornTail | null {
  return withExisting(file, 'r+', (fd) => {
    if (fd === null) return null;
    const size = sizeOf(fd);
    const start = lineStart(fd, size);
    if (start === size) return null;
    const tail = readRange(fd, start, size);
    const completed = completeLine(tail);
    if (completed !== null) {
      writeDurably(fd, completed, start);
      return null;
    }
    const known = keptTail(file, tail);
    const kept = known ?? besideJournal(file, 'torn', at);
    if (known === null) appendDurably(kept, tail);
    truncateDurably(fd, start);
    return { file: kept, bytes: size - start };
  });
}

/** A file beside the journal for bytes that are taken out of it: `journal.torn-20260101T120000Z`. */
export function besideJournal(file: string, what: 'torn' | 'lost', at: Date): string {
  return join(dirname(file), `journal.${what}-${at.toISOString().replaceAll(/[-:]/g, '')}`);
}

/** The files beside the journal of one kind, as {@link besideJournal} names them. */
function filesBeside(file: string, what: 'torn' | 'lost'): string[] {
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(`journal.${what}-`) && name.endsWith('Z'))
    .map((name) => join(dirname(file), name));
}

/** A file that has these bytes already: a command was killed before it had cut them off. */
function keptTail(file: string, tail: Buffer): string | null {
  return filesBeside(file, 'torn').find((each) => readRegular(each).equals(tail)) ?? null;
}

/**
 * The file beside the journal that is the journal itself under a second name; null where there is
 * none. A command was killed before it had replaced the journal.
 */
export function secondName(file: string): string | null {
  const { ino, nlink } = statSync(file);
  if (nlink === 1) return null;
  return filesBeside(file, 'lost').find((each) => statSync(each).ino === ino) ?? null;
}
