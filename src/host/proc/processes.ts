import { readdirSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { namespaceInode } from './namespaces.js';
import { readText } from './sysctl.js';

/** How long a process may take to end after SIGTERM, in milliseconds. */
const PATIENCE = 2000;
const INTERVAL = 20;

export interface NamespaceProcess {
  readonly pid: number;
  /** Its arguments, or its name where it has none (such as a zombie). */
  readonly command: string;
}

/**
 * The processes in a named network namespace, found by the inode of /proc/PID/ns/net. Nothing of other users is seen
 * without root. Empty where no namespace has the name, so ask before it is deleted.
 */
export function processesIn(namespace: string): NamespaceProcess[] {
  const inode = namespaceInode(namespace);
  if (inode === null) return [];
  return processIds()
    .filter((pid) => pid !== process.pid && networkOf(pid) === inode)
    .map((pid) => ({ pid, command: commandOf(pid) }));
}

/** The numbers of all processes that one can see, ascending. */
export function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Ends processes: SIGTERM, and SIGKILL for those that are still there two seconds later. Returns when all are gone.
 * One that has ended already is no error.
 */
export async function endProcesses(pids: readonly number[]): Promise<void> {
  // Who it is by pid and start time, lest a new process with an old number is hit.
  const started = new Map(pids.map((pid) => [pid, startTime(pid)]));
  const alive = () =>
    pids.filter((pid) => started.get(pid) !== null && startTime(pid) === started.get(pid));
  for (const pid of alive()) send(pid, 'SIGTERM');
  await waitUntil(() => alive().length === 0);
  for (const pid of alive()) send(pid, 'SIGKILL');
  await waitUntil(() => alive().length === 0);
}

async function waitUntil(condition: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!condition() && Date.now() < end) await delay(INTERVAL);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}

/** The inode of a process's network namespace; null once it has ended, or where one may not look. */
export function networkOf(pid: number | 'self'): number | null {
  try {
    return statSync(`/proc/${pid}/ns/net`).ino;
  } catch {
    // It ended in between, or belongs to someone else.
    return null;
  }
}

function commandOf(pid: number): string {
  const words = (readProcess(pid, 'cmdline') ?? '').split('\0').filter((word) => word !== '');
  return words.length > 0 ? words.join(' ') : (readProcess(pid, 'comm') ?? '').trim();
}

/** In ticks since boot; null once it has ended, as a zombie too. See proc_pid_stat(5). */
export function startTime(pid: number): string | null {
  const stat = readProcess(pid, 'stat');
  // The name, in brackets, may hold anything; fields are counted from its end.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  return state === 'Z' || state === 'X' ? null : (fields?.[19] ?? null);
}

function readProcess(pid: number, file: string): string | null {
  try {
    return readText(`/proc/${pid}/${file}`);
  } catch {
    // ESRCH: it ended while it was read.
    return null;
  }
}
