/** Reads the lines of the flow logs, as long as they are whole. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isMissing, storeFailed } from './errors.js';
import { type LogFile, logFiles } from './files.js';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** How many bytes are read at once. */
const PIECE = 1 << 20;
const NEWLINE = 0x0a;

/** How far a reader has come. */
export interface Place {
  readonly number: number;
  readonly offset: number;
}

export const BEGINNING: Place = { number: 0, offset: 0 };

/** A line without its end, and where the next one begins. */
export interface ReadLine {
  readonly text: string;
  readonly next: Place;
}

/**
 * The lines from a place on, in the order in which they were written. A last line without an end is
 * still being written, and is left out.
 * @throws VpcctlError `FLOW_LOGS_FAILED`
 */
export function* readLines(directory: string, from: Place = BEGINNING): Generator<ReadLine> {
  try {
    for (const file of logFiles(directory)) {
      if (file.number < from.number) continue;
      yield* linesOf(file, file.number === from.number ? from.offset : 0);
    }
  } catch (error) {
    throw storeFailed('read', directory, error);
  }
}

function* linesOf({ number, path }: LogFile, start: number): Generator<ReadLine> {
  const fd = open(path);
  if (fd === null) return;
  try {
    if (!fstatSync(fd).isFile()) return;
    let rest = Buffer.alloc(0);
    let at = start;
    for (;;) {
      const piece = Buffer.alloc(PIECE);
      const length = readSync(fd, piece, 0, PIECE, at + rest.length);
      if (length === 0) return;
      rest = Buffer.concat([rest, piece.subarray(0, length)]);
      let begin = 0;
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, begin)) {
        const text = rest.toString('utf8', begin, end);
        begin = end + 1;
        yield { text, next: { number, offset: at + begin } };
      }
      rest = rest.subarray(begin);
      at += begin;
    }
  } finally {
    closeSync(fd);
  }
}

/** Null where the file was deleted meanwhile, as the oldest are. */
function open(path: string): number | null {
  try {
    return openSync(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
