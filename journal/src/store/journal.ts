import type { Entry, EntryDraft } from '../entry/entry.js';
import type { Position } from '../entry/position.js';
import type { Acquire, JournalLock, LockOptions } from './lock.js';
import type { LastLine, TornTail } from './tail.js';

/** Options for `openJournal`. */
export interface JournalOptions {
  /** How an open file is locked with flock(2). */
  readonly acquire: Acquire;
  /** The clock; by default the system's. */
  readonly now?: () => Date;
}

/** The part of a journal after a position. */
export interface Tail {
  readonly entries: readonly Entry[];
  /** The position after the last of `entries`. */
  readonly end: Position;
  /** Whether an incomplete line follows: an append in progress, or one cut short by a crash. */
  readonly torn: boolean;
}

/**
 * An append-only, hash-chained log. The methods are asynchronous, and `append` takes the position
 * at which it expects to write. So another store (a replicated one, for many hosts) can have the
 * same interface.
 */
export interface Journal {
  /**
   * The entries after `from` (default: all), each checked. This takes no lock. It reads only the
   * entries after `from`, and the entry before them.
   * @throws JournalError `JOURNAL_DAMAGED` naming file and line, also where `from` is not
   *   confirmed; `JOURNAL_UNSUPPORTED`, `JOURNAL_READ_FAILED`
   */
  read(from?: Position): Promise<Tail>;
  /**
   * Whether a whole entry with the number and hash of `position` ends there. This takes no lock.
   * @throws JournalError `JOURNAL_READ_FAILED`
   */
  confirms(position: Position): Promise<boolean>;
  /**
   * The position that the last `lines` whole lines follow, to read the end of a long journal alone.
   * It is the start where there are no more lines, and where the line before them is damaged. This
   * takes no lock, and reads little more than these lines.
   * @throws JournalError `JOURNAL_READ_FAILED`
   */
  positionFromEnd(lines: number): Promise<Position>;
  /**
   * The type and data of the last whole line; the data is null for a change, which has events. It
   * is null where there is no line, or that line is no entry. This takes no lock, and reads nothing
   * else. The line is not checked against its hash.
   * @throws JournalError `JOURNAL_READ_FAILED`
   */
  last(): Promise<LastLine | null>;
  /**
   * Writes one entry right after `expected`, and returns when it is on the disk. A write that fails
   * half way leaves the journal as it was before.
   * @throws JournalError `JOURNAL_CONFLICT` where the journal does not end at `expected`;
   *   `JOURNAL_WRITE_FAILED` with the system's reason; `JOURNAL_ENTRY_INVALID` for a draft that no
   *   reader would accept; `JOURNAL_NOT_LOCKED`
   */
  append(
    lock: JournalLock,
    expected: Position,
    draft: EntryDraft,
  ): Promise<{ entry: Entry; position: Position }>;
  /**
   * Cuts off a torn tail, an incomplete last line, and keeps its bytes in a file beside the
   * journal; null where there is none. The append of such a line never reported success.
   * @throws JournalError `JOURNAL_WRITE_FAILED`, `JOURNAL_NOT_LOCKED`
   */
  repairTornTail(lock: JournalLock): Promise<TornTail | null>;
  /**
   * Makes `entries`, a whole checked journal, the entries of this journal, and returns when they
   * are on the disk.
   * @returns the position after the last of them
   * @throws JournalError `JOURNAL_NOT_EMPTY` where this journal has entries;
   *   `JOURNAL_WRITE_FAILED`, `JOURNAL_NOT_LOCKED`
   */
  install(lock: JournalLock, entries: readonly Entry[]): Promise<Position>;
  /**
   * Waits for the exclusive lock that writers need; see {@link JournalLock}.
   * @throws JournalError `JOURNAL_WRITE_FAILED`; whatever `acquire` throws, such as an abort
   */
  lock(options?: LockOptions): Promise<JournalLock>;
}
