import { closeSync, fstatSync, statSync } from 'node:fs';
import { JournalError } from '../entry/error.js';
import { writeFailed } from './environment.js';
import { openRegular } from './file.js';

/**
 * Waits until the open file `fd` is locked exclusively with flock(2), which Node lacks. For
 * example, it runs `flock -x 3` (util-linux) with `fd` as descriptor 3. It calls `busy` where
 * another process has the lock, and rejects when `signal` aborts.
 */
export type Acquire = (fd: number, busy: () => void, signal?: AbortSignal) => Promise<void>;

/** Options for `Journal.lock`. */
export interface LockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** Called once when another process keeps the lock for 300 ms, to tell the user of the wait. */
  readonly onWait?: () => void;
}

/**
 * The journal's exclusive lock. That of a journal in a file is flock(2) on an open descriptor of
 * `journal.lock`.
 *
 * That lock belongs to the open file description, not to a process: the kernel releases it when the
 * last descriptor of the description is closed. So a killed process leaves no lock behind, while a
 * child that inherited the descriptor keeps the lock until it ends. This is on purpose. Every program that
 * changes the host inherits it, and no other command starts while an orphaned one still works.
 */
export interface JournalLock {
  /**
   * A descriptor that keeps the lock while a child process has it; undefined where the store has
   * none. Do not close it.
   */
  readonly inherit: number | undefined;
  /** False after `release`. */
  readonly held: boolean;
  /** Gives the lock up. It is free once no child keeps it. A second call does nothing. */
  release(): void;
}

const WAIT_NOTICE_MS = 300;

/**
 * Takes the lock on `file`. A missing file is created; its directory has to exist.
 * @throws JournalError `JOURNAL_WRITE_FAILED` where the file cannot be opened; whatever `acquire`
 *   throws
 */
export async function takeLock(
  file: string,
  acquire: Acquire,
  options: LockOptions = {},
): Promise<JournalLock> {
  let notice: NodeJS.Timeout | undefined;
  const busy = () => {
    if (options.onWait) notice ??= setTimeout(options.onWait, WAIT_NOTICE_MS);
  };
  try {
    for (;;) {
      const fd = openLockFile(file);
      try {
        await acquire(fd, busy, options.signal);
      } catch (error) {
        closeSync(fd);
        throw error;
      }
      // Another process would not see a lock on a file that was deleted during the wait.
      if (isFileAt(fd, file)) return heldLock(fd);
      closeSync(fd);
    }
  } finally {
    clearTimeout(notice);
  }
}

/**
 * Checks that a lock is still held.
 * @throws JournalError `JOURNAL_NOT_LOCKED`, a mistake in the program, where it was released
 */
export function demandHeld(lock: JournalLock): void {
  if (lock.held) return;
  throw new JournalError('the journal cannot be written without its lock', {
    code: 'JOURNAL_NOT_LOCKED',
    category: 'internal',
  });
}

function openLockFile(file: string): number {
  try {
    return openRegular(file, 'a');
  } catch (error) {
    throw writeFailed(file, error);
  }
}

function isFileAt(fd: number, file: string): boolean {
  const ours = fstatSync(fd);
  const named = statSync(file, { throwIfNoEntry: false });
  return named !== undefined && named.ino === ours.ino && named.dev === ours.dev;
}

function heldLock(fd: number): JournalLock {
  let held = true;
  return {
    inherit: fd,
    get held() {
      return held;
    },
    release() {
      if (held) closeSync(fd);
      held = false;
    },
  };
}
