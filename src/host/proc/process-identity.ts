import { type ProcessIdentity, VpcctlError } from '@vpcctl/sdk';
import { namespaceInode } from '../netns/namespaces.js';
import { startTime } from '../process/end-processes.js';
import { NAMESPACE_GONE_HINTS } from '../process/failure.js';
import { networkOf } from './processes.js';
import { readText } from './sysctl.js';

const BOOT = '/proc/sys/kernel/random/boot_id';

/** The id of this start of the kernel; null where `/proc` does not have it. */
export function bootId(): string | null {
  return readText(BOOT)?.trim() ?? null;
}

/**
 * The identity of the process with the number `pid`; null where there is none, or it may not be
 * read.
 */
export function identify(pid: number): ProcessIdentity | null {
  const [started, boot, inode] = [startTime(pid), bootId(), networkOf(pid)];
  return started === null || boot === null || inode === null ? null : { pid, started, boot, inode };
}

/** Whether a process still lives, in the same network namespace. */
export function isAlive(process: ProcessIdentity): boolean {
  const now = identify(process.pid);
  return (
    now !== null &&
    now.started === process.started &&
    now.boot === process.boot &&
    now.inode === process.inode
  );
}

/**
 * Whether an attached network namespace exists.
 * @param process the process by which it was attached, in which case `name` is an alias; else null
 */
export function isThere(name: string, process: ProcessIdentity | null): boolean {
  return namespaceInode(name) !== null || (process !== null && isAlive(process));
}

/** @throws VpcctlError `PROCESS_GONE` where it has ended, or has left its network namespace */
export function requireAlive(process: ProcessIdentity): void {
  if (isAlive(process)) return;
  throw new VpcctlError(`process ${process.pid} has ended, or has left its network namespace`, {
    code: 'PROCESS_GONE',
    category: 'host',
    hints: NAMESPACE_GONE_HINTS,
  });
}
