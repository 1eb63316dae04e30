import { libc } from '../netlink/libc.js';

/** SIG_BLOCK and SIG_SETMASK of sigprocmask(2). */
const BLOCK = 0;
const RESTORE = 2;

/** The bytes of a set of signals. */
const SET = 128;

/**
 * Runs `work` while this thread takes no signals. A signal at the end of a transaction would make
 * libnftables report that it failed (EINTR), although the kernel has carried it out. Signals that
 * come meanwhile are taken by another thread, or afterwards.
 */
export function withoutSignals<T>(work: () => T): T {
  const { pthread_sigmask } = libc();
  const before = Buffer.alloc(SET);
  pthread_sigmask(BLOCK, Buffer.alloc(SET, 0xff), before);
  try {
    return work();
  } finally {
    pthread_sigmask(RESTORE, before, null);
  }
}
