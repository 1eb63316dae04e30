// Loaded on demand (see journal.ts), since the schema brings zod.
import { randomUUID } from 'node:crypto';
import {
  type Entry,
  type EntryDraft,
  hashEntry,
  isEntryType,
  isOutcomeType,
  nextSeq,
  ZERO_HASH,
} from './entry.js';
import { checkEntry } from './entry-schema.js';
import { damaged, JournalError, unsupported } from './error.js';
import { isRecord, type Json } from './json.js';
import { NOT_CANONICAL, verifyText } from './line.js';
import { textsOf } from './plain-chain.js';
import { readPlainLine } from './plain-line.js';
import type { ChainHead, Position } from './position.js';

/**
 * Reads and checks the entries in `lines`: complete lines that follow `from`. Pure.
 * @param file named in errors only
 * @throws JournalError `JOURNAL_DAMAGED` for the first line that is not a whole entry or breaks the
 *   chain; `JOURNAL_UNSUPPORTED` for a journal of a build before the first release
 */
export function readChain(
  lines: Buffer,
  from: Position,
  file: string,
): { entries: Entry[]; end: Position } {
  const entries: Entry[] = [];
  let end: ChainHead = from;
  for (const text of textsOf(lines)) {
    if (text === null) throw damaged(file, end.line + 1, NOT_CANONICAL);
    let start = 0;
    while (start < text.length) {
      const stop = text.indexOf('\n', start);
      const entry = readPlainLine(text, start, end) ?? readLine(text.slice(start, stop), end, file);
      entries.push(entry);
      start = stop + 1;
      end = { line: end.line + 1, seq: entry.seq, hash: entry.hash };
    }
  }
  return { entries, end: { ...end, cursor: from.cursor + lines.length } };
}

/**
 * The entry that `draft` becomes right after `position`. Its data is what a reader will get:
 * without the keys whose value is undefined.
 * @throws JournalError `JOURNAL_ENTRY_INVALID` for a draft that no reader would accept
 */
export function chainEntry(position: Position, draft: EntryDraft, at: Date): Entry {
  const { actor, ...content } = draft;
  // Without its cache, since that draws random bytes for 128 UUIDs at once.
  const head = {
    seq: nextSeq(position.seq, content.type),
    id: randomUUID({ disableEntropyCache: true }),
    at: at.toISOString(),
  };
  const fields = { ...head, actor, ...content, prev: position.hash, hash: ZERO_HASH };
  const written: { [field: string]: Json } = JSON.parse(JSON.stringify(fields));
  const checked = checkEntry({ ...written, hash: hashEntry(written) });
  if (checked.entry !== null) return checked.entry;
  throw new JournalError(
    `a journal entry of type ${content.type} cannot be written: ${checked.fault}`,
    {
      code: 'JOURNAL_ENTRY_INVALID',
      category: 'internal',
    },
  );
}

/** Reads the line of the entry that follows `before`. */
function readLine(line: string, before: ChainHead, file: string): Entry {
  const number = before.line + 1;
  const { fields, fault } = verifyText(line);
  if (fields === null) throw damaged(file, number, fault);
  const older = olderFormat(fields);
  if (older !== null) throw unsupported(file, number, older);
  const checked = checkEntry(fields);
  if (checked.entry === null) throw damaged(file, number, checked.fault);
  const { entry } = checked;
  const expected = nextSeq(before.seq, entry.type);
  if (entry.seq !== expected) {
    const why = `its number is ${entry.seq}, not ${expected}, so entries are missing or moved`;
    throw damaged(file, number, why);
  }
  if (entry.prev !== before.hash) {
    throw damaged(file, number, 'its hash of the previous entry does not match');
  }
  return entry;
}

/** What shows that a line is of a build before the first release; null where nothing does. */
function olderFormat({ type, data }: { readonly [field: string]: Json }): string | null {
  if (typeof type !== 'string' || data === undefined) return null;
  if (!isEntryType(type)) return 'the change has no list of events';
  const numbered = isOutcomeType(type) && isRecord(data) && 'of' in data;
  return numbered ? 'the outcome has a number of its own' : null;
}
