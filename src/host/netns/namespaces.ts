import { readdirSync, statSync } from 'node:fs';
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
  const own = statSync('/proc/self/ns/net');
  const named = statSync(namespaceFile(name), { throwIfNoEntry: false });
  // A file of another file system is a leftover of a crash or of a copy of /run, not a namespace.
  return named !== undefined && named.dev === own.dev ? named.ino : null;
}
