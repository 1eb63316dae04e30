import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { check, errno, libc } from './libc.js';

/** LOCK_EX and LOCK_NB of flock(2). */
export const LOCK_EX = 2;
const LOCK_NB = 4;

/** Milliseconds between two attempts: short at first, since most changes are. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 100;

/**
 * Takes the exclusive lock on an open file, if no other open file has it: flock(2). Every copy of
 * the descriptor keeps it, and the kernel releases it when the last copy is closed.
 * @throws SystemError
 */
export function tryLock(descriptor: number): boolean {
  const result = libc().flock(descriptor, LOCK_EX | LOCK_NB);
  if (result < 0 && errno() === constants.errno.EAGAIN) return false;
  check('flock', result);
  return true;
}

/**
 * Waits for the lock of {@link tryLock}. It asks again and again: a call that blocks would have to
 * wait in another thread, and while one does, a process cannot exit.
 * @param busy is called before the wait, where the lock is taken
 * @param signal ends the wait
 * @throws SystemError; AbortError of `node:timers` when `signal` is aborted
 */
export async function waitForLock(
  descriptor: number,
  busy: () => void,
  signal?: AbortSignal,
): Promise<void> {
  if (tryLock(descriptor)) return;
  busy();
  for (let wait = FIRST_PAUSE; !tryLock(descriptor); wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    await pause(wait, undefined, signal === undefined ? {} : { signal });
  }
}
