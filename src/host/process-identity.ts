import { type ProcessIdentity, VpcctlError } from '@vpcctl/sdk';
import { networkOf, startTime } from './processes.js';
import { readText } from './sysctl.js';

const BOOT = '/proc/sys/kernel/random/boot_id';

/** Who has the number `pid` now; null where nobody has, or one may not know. */
export function identify(pid: number): ProcessIdentity | null {
  const [started, boot, inode] = [startTime(pid), readText(BOOT)?.trim(), networkOf(pid)];
  return started === null || boot === undefined || inode === null
    ? null
    : { pid, started, boot, inode };
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

/** @throws VpcctlError `PROCESS_GONE` where it has ended, or has left its network namespace */
export function requireAlive(process: ProcessIdentity): void {
  if (isAlive(process)) return;
  throw new VpcctlError(`process ${process.pid} has ended, or has left its network namespace`, {
    code: 'PROCESS_GONE',
    category: 'host',
    hints: ['attach a process that lives: vpcctl attach VPC SUBNET --pid PID'],
  });
}
