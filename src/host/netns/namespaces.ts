import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = '/run/netns';

/** The file of a named network namespace, on which the namespace is mounted. */
export function namespaceFile(name: string): string {
  return join(DIRECTORY, name);
}

/** Names under `/run/netns`, sorted. Leftover files that are no namespace are included. */
export function namespaceNames(): string[] {
  try {
    return readdirSync(DIRECTORY).sort();
  } catch {
    // The first `ip netns add` creates the directory.
    return [];
  }
}

/** The inode of a named network namespace; null where no namespace has that name. */
export function namespaceInode(name: string): number | null {
  const found = namespaceStats(name);
  return found === null ? null : Number(found.ino);
}

/** What stat(2) says of a named network namespace; null where no namespace has that name. */
export function namespaceStats(name: string): BigIntStats | null {
  const named: BigIntStats | undefined = statSync(namespaceFile(name), OPTIONS);
  // A file of another file system is a leftover of a crash or of a copy of /run, not a namespace.
  return named !== undefined && named.dev === fileSystem() ? named : null;
}

const OPTIONS = { bigint: true, throwIfNoEntry: false } as const;

/** The file system of all namespaces. */
function fileSystem(): bigint {
  known ??= statSync('/proc/self/ns/net', { bigint: true }).dev;
  return known;
}

let known: bigint | undefined;
