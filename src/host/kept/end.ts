import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity } from '@vpcctl/sdk';
import { isAlive } from '../proc/process-identity.js';
import { parentOf } from '../proc/processes.js';
import { startTime } from '../process/end-processes.js';

/** How long the kernel may take to end all processes of a namespace, in milliseconds. */
const PATIENCE = 10_000;
const INTERVAL = 10;

/**
 * Ends the first process of a process namespace, by which the kernel ends all others in it. Waits
 * until they have ended, and also the process that waits for the first one.
 * @returns whether they have; a process that has ended before is no failure
 */
export async function endTree(first: ProcessIdentity): Promise<boolean> {
  const parent = parentOf(first.pid);
  const started = parent === null ? null : startTime(parent);
  if (!isAlive(first)) return true;
  try {
    process.kill(first.pid, 'SIGKILL');
  } catch {
    // The process ended in between.
  }
  const end = Date.now() + PATIENCE;
  const runs = () =>
    startTime(first.pid) === first.started ||
    (parent !== null && parent > 1 && started !== null && startTime(parent) === started);
  while (runs() && Date.now() < end) await delay(INTERVAL);
  return !runs();
}
