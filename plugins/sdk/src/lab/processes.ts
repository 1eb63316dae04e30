import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The ids of the processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
  return processes().filter((candidate) => parentOf(candidate) === pid);
}

/** The ids of all processes under /proc. */
export function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The parent of process `pid`, or null where `pid` does not exist. */
export function parentOf(pid: number): number | null {
  const parent = /^PPid:\s*(\d+)$/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1];
  return parent === undefined ? null : Number(parent);
}

/** Whether a process runs. A zombie, which has ended and was not waited for yet, does not. */
export function isRunning(pid: number): boolean {
  const state = /^State:\s*(\w)/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** The environment that a process was started with, or null where it does not exist. */
export function environmentOf(pid: number): Record<string, string> | null {
  const text = textOf(`/proc/${pid}/environ`);
  if (text === null) return null;
  const entries = text.split('\0').filter((entry) => entry.includes('='));
  return Object.fromEntries(
    entries.map((entry) => [
      entry.slice(0, entry.indexOf('=')),
      entry.slice(entry.indexOf('=') + 1),
    ]),
  );
}

/** The namespace of a process (`net:[4026531840]`), or null where it cannot be read. */
export function namespaceOf(pid: number | 'self', kind: 'net' | 'mnt' | 'pid' | 'user') {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return null;
  }
}

/** The text of a file, or null where it cannot be read. */
export function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
