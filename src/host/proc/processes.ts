import { readdirSync, statSync } from 'node:fs';
import { namespaceInode } from '../netns/namespaces.js';
import { readText } from './sysctl.js';

/** A process that runs in a network namespace. */
export interface NamespaceProcess {
  readonly pid: number;
  /** The arguments of the process, or its name where it has none (such as a zombie). */
  readonly command: string;
}

/**
 * The processes in a named network namespace, found by the inode of /proc/PID/ns/net. Without root,
 * processes of other users are left out. The list is empty where no namespace has the name, so ask
 * before the namespace is deleted.
 */
export function processesIn(namespace: string): NamespaceProcess[] {
  const inode = namespaceInode(namespace);
  if (inode === null) return [];
  return processIds()
    .filter((pid) => pid !== process.pid && networkOf(pid) === inode)
    .map((pid) => ({ pid, command: commandOf(pid) }));
}

/** The numbers of all visible processes, ascending. */
export function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** The processes that a process has started, and that have not ended. */
export function childrenOf(pid: number): number[] {
  return processIds().filter((each) => parentOf(each) === pid);
}

/** The process that started a process; null once that has ended. */
export function parentOf(pid: number): number | null {
  const [, parent] = /^PPid:\s*(\d+)$/m.exec(readProcess(pid, 'status') ?? '') ?? [];
  return parent === undefined ? null : Number(parent);
}

/**
 * The inode of a process's network namespace; null once it has ended, or where it may not be read.
 */
export function networkOf(pid: number | 'self'): number | null {
  try {
    return statSync(`/proc/${pid}/ns/net`).ino;
  } catch {
    // The process ended in between, or belongs to another user.
    return null;
  }
}

function commandOf(pid: number): string {
  const words = (readProcess(pid, 'cmdline') ?? '').split('\0').filter((word) => word !== '');
  return words.length > 0 ? words.join(' ') : (readProcess(pid, 'comm') ?? '').trim();
}

function readProcess(pid: number, file: string): string | null {
  try {
    return readText(`/proc/${pid}/${file}`);
  } catch {
    // ESRCH: the process ended while its file was read.
    return null;
  }
}
