import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';

const [GROUP_WRITES, OTHERS_WRITE, STICKY] = [0o020, 0o002, 0o1000];

/**
 * Why a user other than root and this one could change a file or directory; null where none could.
 * A group may write where it is root's, or this user's own.
 * @param path where it is, for the text alone
 */
export function dangerOf(path: string, { uid, gid, mode }: Stats): string | null {
  if (!isTrusted(uid)) return `${path} belongs to user ${uid}`;
  if ((mode & OTHERS_WRITE) !== 0) return `every user may write to ${path}`;
  const isOwnGroup = gid === 0 || gid === process.getegid?.();
  return (mode & GROUP_WRITES) !== 0 && !isOwnGroup ? `group ${gid} may write to ${path}` : null;
}

/**
 * Why another user could put something else where a path leads; null where none could. Looks at
 * each directory above it, and follows links. In a sticky directory, such as /tmp, users replace
 * only what they own.
 * @param path a full path; its last parts need not exist
 */
export function dangerAbove(path: string): string | null {
  let at = '/';
  for (const part of ['', ...path.split(sep).slice(1, -1)]) {
    at = join(at, part);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    if (stats.isSymbolicLink()) {
      if (!isTrusted(stats.uid)) return `${at} belongs to user ${stats.uid}`;
      const target = targetOf(at);
      if (target === null) return `${at} is a link that leads nowhere`;
      return dangerAbove(join(target, relative(at, path)));
    }
    const isSticky = (stats.mode & STICKY) !== 0 && isTrusted(stats.uid);
    const danger = isSticky ? null : dangerOf(at, stats);
    if (danger !== null) return danger;
  }
  return null;
}

function targetOf(link: string): string | null {
  try {
    return realpathSync(link);
  } catch {
    return null;
  }
}

/** Why another user could change or replace a file; null where none could. */
export function dangerToFile(path: string): string | null {
  return dangerAbove(path) ?? dangerOf(path, lstatSync(realpathSync(path)));
}

/**
 * Why another user could change a directory, one above it, or a file right in it; null where none
 * could. A file may be no link, which would lead what is written there to another place.
 * @param directory a full path; it need not exist
 */
export function dangerIn(directory: string): string | null {
  const above = dangerAbove(join(directory, 'file'));
  if (above !== null) return above;
  for (const name of namesIn(directory)) {
    const path = join(directory, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    const danger = stats.isSymbolicLink() ? `${path} is a link` : dangerOf(path, stats);
    if (danger !== null) return danger;
  }
  return null;
}

/** A directory that is missing, or that this user may not read, is no danger to its commands. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.() || isUnmapped(uid);
}

/**
 * Whether a user is one of the host's whom this user namespace does not know: the lab of a plain
 * user sees the host's root so. See user_namespaces(7).
 */
function isUnmapped(uid: number): boolean {
  const isNamespace = !/^\s*0\s+0\s+4294967295$/m.test(readFileSync('/proc/self/uid_map', 'utf8'));
  const nobody = Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'));
  return isNamespace && uid === nobody;
}
