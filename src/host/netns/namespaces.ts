import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = '/run/netns';

/** The file that stands for a named network namespace. */
export function namespaceFile(name: string): string {
  return join(DIRECTORY, name);
}

/** Names under `/run/netns`, sorted; also of files left there that are no namespace. */
export function namespaceNames(): string[] {
  try {
    return readdirSync(DIRECTORY).sort();
  } catch {
    // `ip netns add` makes the directory the first time.
    return [];
  }
}

/** The inode of a named network namespace; null where no namespace has that name. */
export function namespaceInode(name: string): number | null {
  const own = statSync('/proc/self/ns/net');
  const named = statSync(namespaceFile(name), { throwIfNoEntry: false });
  // A file of another file system is what a crash or a copy of /run left, not a namespace.
  return named !== undefined && named.dev === own.dev ? named.ino : null;
}
