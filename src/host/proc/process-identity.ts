import { type ProcessIdentity, VpcctlError } from '@vpcctl/sdk';
import { namespaceInode } from './namespaces.js';
import { networkOf, startTime } from './processes.js';
import { readText } from './sysctl.js';

/** What to do about an attached namespace that has gone, and that a change would build again. */
export const GONE_HINTS = [
  'attach a namespace that is there: vpcctl attach VPC SUBNET --netns NAME, or --pid PID',
  'undo and redo cannot bring back one that has gone: take its attach out (vpcctl history, vpcctl revert SEQ)',
];

const BOOT = '/proc/sys/kernel/random/boot_id';

/** Which start of the kernel this is; null where `/proc` does not say. */
export function bootId(): string | null {
  return readText(BOOT)?.trim() ?? null;
}

/** Who has the number `pid` now; null where nobody has, or one may not know. */
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
 * Whether a network namespace that is not ours is there.
 * @param process what it was found by, where `name` is a name that it was given for that
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
    hints: GONE_HINTS,
  });
}
