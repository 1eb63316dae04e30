// Loaded on demand (see journal.ts), since the schema brings zod.
import { randomUUID } from 'node:crypto';
import { type Entry, type EntryDraft, hashEntry, ZERO_HASH } from './entry.js';
import { checkEntry } from './entry-schema.js';
import { damaged, JournalError } from './error.js';
import type { Json } from './json.js';
import { unseal } from './line.js';
import type { Position } from './position.js';

const NEWLINE = 0x0a;

/**
 * Reads and checks the entries in `lines`: complete lines that stand right after `from`. `file` is only named in
 * errors.
 * @throws JournalError `JOURNAL_DAMAGED` for the first line that is not a whole entry or breaks the chain
 */
export function readChain(
  lines: Buffer,
  from: Position,
  file: string,
): { entries: Entry[]; end: Position } {
  const entries: Entry[] = [];
  let end = from;
  let start = 0;
  while (start < lines.length) {
    const stop = lines.indexOf(NEWLINE, start);
    const entry = readLink(lines.subarray(start, stop), end, file);
    entries.push(entry);
    start = stop + 1;
    end = { seq: entry.seq, offset: from.offset + start, hash: entry.hash };
  }
  return { entries, end };
}

/**
 * The entry that `draft` becomes right after `position`. Its data is what a reader will get: keys whose value is
 * undefined are gone.
 * @throws JournalError `JOURNAL_ENTRY_INVALID` for what no reader would accept
 */
export function link(position: Position, draft: EntryDraft, at: Date): Entry {
  const { actor, type, v, data } = draft;
  // Without the cache, which draws for 128 more.
  const head = {
    seq: position.seq + 1,
    id: randomUUID({ disableEntropyCache: true }),
    at: at.toISOString(),
  };
  const fields = { ...head, actor, type, v, data, prev: position.hash, hash: ZERO_HASH };
  const written: { [field: string]: Json } = JSON.parse(JSON.stringify(fields));
  const checked = checkEntry({ ...written, hash: hashEntry(written) });
  if (checked.entry !== null) return checked.entry;
  throw new JournalError(`a journal entry of type ${type} cannot be written: ${checked.fault}`, {
    code: 'JOURNAL_ENTRY_INVALID',
    category: 'internal',
  });
}

/** Reads the line of the entry that follows `before`. */
function readLink(line: Buffer, before: Position, file: string): Entry {
  const expected = before.seq + 1;
  const { fields, fault } = unseal(line);
  if (fields === null) throw damaged(file, expected, fault);
  const checked = checkEntry(fields);
  if (checked.entry === null) throw damaged(file, expected, checked.fault);
  const { entry } = checked;
  if (entry.seq !== expected) {
    throw damaged(file, expected, `its number is ${entry.seq}, so entries are missing or moved`);
  }
  if (entry.prev !== before.hash) {
    throw damaged(file, expected, 'it does not follow the entry before it');
  }
  return entry;
}
