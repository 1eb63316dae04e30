import type { Entry, EntryDraft } from '../entry/entry.js';
import type { Position } from '../entry/position.js';
import { FileJournal } from './file-journal.js';
import type { Acquire, JournalLock, LockOptions } from './lock.js';
import type { TornTail } from './tail.js';

export interface JournalOptions {
  /** How an open file is locked. */
  readonly acquire: Acquire;
  /** The clock; the system's when not given. */
  readonly now?: () => Date;
}

/** What stands after a position. */
export interface Tail {
  readonly entries: readonly Entry[];
  /** The position after the last of `entries`. */
  readonly end: Position;
  /** Whether an incomplete line follows: an append that is being made, or was cut short. */
  readonly torn: boolean;
}

/**
 * An append-only, hash-chained log. The methods are asynchronous and `append` says where it expects to write, so
 * that another store (a replicated one, for many hosts) can stand behind the same interface.
 */
export interface Journal {
  /**
   * The entries after `from` (default: all), each checked. Takes no lock, and costs what is read: the bytes after
   * `from.offset` and the one entry before.
   * @throws JournalError `JOURNAL_DAMAGED` naming file and line, also when `from` is not confirmed;
   *   `JOURNAL_UNSUPPORTED`, `JOURNAL_READ_FAILED`
   */
  read(from?: Position): Promise<Tail>;
  /** Whether the entry at `position` is there, whole, with that number and hash. Takes no lock. */
  confirms(position: Position): Promise<boolean>;
  /**
   * Writes one entry right after `expected`, and returns when the disk has it. When that fails half way the
   * journal is as it was before.
   * @throws JournalError `JOURNAL_CONFLICT` when the journal does not end at `expected`;
   *   `JOURNAL_WRITE_FAILED` with the system's reason
   */
  append(
    lock: JournalLock,
    expected: Position,
    draft: EntryDraft,
  ): Promise<{ entry: Entry; position: Position }>;
  /**
   * Cuts an incomplete last line off and keeps its bytes in a file beside the journal; null when there is none.
   * Such a line was never acknowledged to anyone.
   * @throws JournalError `JOURNAL_WRITE_FAILED`
   */
  repairTornTail(lock: JournalLock): Promise<TornTail | null>;
  /**
   * Waits for the exclusive lock that writing needs; see {@link JournalLock}.
   * @throws JournalError `JOURNAL_WRITE_FAILED`; what `acquire` throws, such as an abort
   */
  lock(options?: LockOptions): Promise<JournalLock>;
}

/**
 * The journal in `directory`: `journal.ndjson`, one entry a line, and `journal.lock`. Nothing is touched until it is
 * used; the first lock creates the directory (mode 0700), the first append the journal (0600).
 */
export function openJournal(directory: string, options: JournalOptions): Journal {
  return new FileJournal(directory, options);
}
