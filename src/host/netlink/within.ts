/** Work in another network namespace, by this thread: setns(2). */
import { closeSync, openSync } from 'node:fs';
import { namespaceFile } from '../netns/namespaces.js';
import { orSystemError } from './errors.js';
import { check, libc } from './libc.js';

export const CLONE_NEWNET = 0x40000000;
/** The namespace of the calling thread; /proc/self is that of the main thread. */
export const OWN_NAMESPACE = '/proc/thread-self/ns/net';

let home: number | undefined;
let isAway = false;

/**
 * Runs `work` in a named network namespace, and comes back, whatever happens. `work` is synchronous:
 * a program, a thread or a callback that starts in there would stay there. It opens a socket, or
 * reads and writes /proc/sys with the synchronous functions of `node:fs`; asynchronous ones run in
 * another thread, which stays at home.
 * @throws SystemError, ENOENT where there is no such namespace
 */
export function within<T>(namespace: string, work: () => T): T {
  const file = namespaceFile(namespace);
  const descriptor = orSystemError(`open ${file}`, () => openSync(file, 'r'));
  try {
    return away(() => check(`setns ${namespace}`, libc().setns(descriptor, CLONE_NEWNET)), work);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Runs `work` after `leave`, which moves this thread. A thread that cannot come back ends the
 * process: it would change the wrong namespace from now on.
 */
export function away<T>(leave: () => void, work: () => T): T {
  if (isAway) throw new Error('this thread is in another namespace already');
  home ??= openSync(OWN_NAMESPACE, 'r');
  isAway = true;
  try {
    leave();
    const result = work();
    if (isPromise(result)) throw new Error('work in another namespace must be synchronous');
    return result;
  } finally {
    if (libc().setns(home, CLONE_NEWNET) !== 0) abort();
    isAway = false;
  }
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

function abort(): never {
  process.stderr.write('vpcctl cannot come back to its own network namespace, and ends\n');
  process.abort();
}
