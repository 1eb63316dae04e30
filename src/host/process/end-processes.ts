import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a process may take to end after a signal, in milliseconds. */
const PATIENCE = 2000;
const INTERVAL = 20;

/**
 * Ends processes: SIGTERM, and SIGKILL for those that still run two seconds later. Returns when all
 * have ended. A process that has ended already is no error.
 */
export async function endProcesses(pids: readonly number[]): Promise<void> {
  // The start time tells a process from a new one that got its number.
  const started = new Map(pids.map((pid) => [pid, startTime(pid)]));
  const alive = () =>
    pids.filter((pid) => started.get(pid) !== null && startTime(pid) === started.get(pid));
  for (const pid of alive()) send(pid, 'SIGTERM');
  await waitUntil(() => alive().length === 0);
  for (const pid of alive()) send(pid, 'SIGKILL');
  await waitUntil(() => alive().length === 0);
}

/** When a process started, in ticks since boot; null once it has ended, also for a zombie. */
export function startTime(pid: number): string | null {
  const stat = readStat(pid);
  // See proc_pid_stat(5). The name is in brackets and may hold any character, so fields are counted
  // from the last bracket.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  return state === 'Z' || state === 'X' ? null : (fields?.[19] ?? null);
}

function readStat(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // The process has ended, perhaps while its file was read (ESRCH).
    return null;
  }
}

async function waitUntil(condition: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!condition() && Date.now() < end) await delay(INTERVAL);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // The process ended in between.
  }
}
