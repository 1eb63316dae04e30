import { isUtf8 } from 'node:buffer';
import type { Entry } from './entry.js';
import { readPlainLine } from './plain-line.js';
import type { ChainHead, Position } from './position.js';

const NEWLINE = 0x0a;

/** How many bytes become one string: few strings, and none above the longest that Node allows. */
const PIECE = 1 << 20;

/**
 * Reads and checks the entries at the beginning of `lines`, up to the first one that has not the
 * usual spelling. Pure. `readChain` reads that one and the rest: it needs zod, and most journals
 * have no such line in what a command reads.
 */
export function readPlainChain(lines: Buffer, from: Position): { entries: Entry[]; end: Position } {
  const entries: Entry[] = [];
  let head: ChainHead = from;
  let { cursor } = from;
  for (const text of textsOf(lines)) {
    if (text === null) break;
    let start = 0;
    while (start < text.length) {
      const entry = readPlainLine(text, start, head);
      if (entry === null) break;
      entries.push(entry);
      head = { line: head.line + 1, seq: entry.seq, hash: entry.hash };
      start = text.indexOf('\n', start) + 1;
    }
    cursor += Buffer.byteLength(start < text.length ? text.slice(0, start) : text);
    if (start < text.length) break;
  }
  return { entries, end: { ...head, cursor } };
}

/** The text of `lines`, several lines at a time; null for a line that is not UTF-8. */
export function* textsOf(lines: Buffer, length = PIECE): Generator<string | null> {
  let start = 0;
  while (start < lines.length) {
    const stop = lines.indexOf(NEWLINE, Math.min(start + length, lines.length - 1)) + 1;
    const piece = lines.subarray(start, stop);
    if (isUtf8(piece)) yield piece.toString('utf8');
    else if (length > 0) yield* textsOf(piece, 0);
    else yield null;
    start = stop;
  }
}
