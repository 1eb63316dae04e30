import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { JournalError } from '../entry/error.js';
import { writeFailed } from './environment.js';

/**
 * Waits until the open file `fd` is locked exclusively with flock(2), which Node lacks; for example by running
 * `flock -x 3` (util-linux) with `fd` as its descriptor 3. Calls `busy` where another has it. Rejects when `signal` aborts.
 */
export type Acquire = (fd: number, busy: () => void, signal?: AbortSignal) => Promise<void>;

export interface LockOptions {
  /** Stops waiting. */
  readonly signal?: AbortSignal;
  /** Called once when another has the lock and keeps it for a moment, to tell the user what is waited for. */
  readonly onWait?: () => void;
}

/**
 * The journal's exclusive lock: flock(2) on an open descriptor of `journal.lock`.
 *
 * The lock belongs to the open file description, not to a process: the kernel drops it when the last descriptor of
 * it is closed. So a killed process leaves no lock behind, but a child that inherited `fd` keeps it until it ends.
 * That is wanted: hand `fd` to every program that changes the host, and no other command starts while one of
 * them, orphaned, still works.
 */
export interface JournalLock {
  /** The locked descriptor, for children to inherit. Do not close it. */
  readonly fd: number;
  /** False once released. */
  readonly held: boolean;
  /** Closes `fd`. The lock is free when no child has it open any more. Again: nothing. */
  release(): void;
}

const WAIT_NOTICE_MS = 300;

/**
 * Takes the lock on `file`, which is created where it is missing (in a directory that exists).
 * @throws JournalError `JOURNAL_WRITE_FAILED` when the file cannot be opened; what `acquire` throws
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
      // Who waited for a file that was deleted meanwhile holds a lock that nobody else sees.
      if (isFileAt(fd, file)) return heldLock(fd);
      closeSync(fd);
    }
  } finally {
    clearTimeout(notice);
  }
}

/** @throws JournalError `JOURNAL_NOT_LOCKED`, a mistake in the program, when the lock was released */
export function demandHeld(lock: JournalLock): void {
  if (lock.held) return;
  throw new JournalError('the journal is written without its lock', {
    code: 'JOURNAL_NOT_LOCKED',
    category: 'internal',
  });
}

function openLockFile(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
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
    fd,
    get held() {
      return held;
    },
    release() {
      if (held) closeSync(fd);
      held = false;
    },
  };
}
