import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from './environment.js';
import { syncDirectory } from './file.js';

/** `.NAME.vpcctl-PID`: no program loads a file of this name. */
const TEMPORARY = /^\.(.+)\.vpcctl-(\d+)$/;

/** A file that is to be renamed to another one. Only a killed process leaves it. */
export interface Temporary {
  /** The name of the file that it is to replace, which is in the same directory. */
  readonly replaces: string;
  /** The process that wrote it. */
  readonly pid: number;
}

export interface ReplaceOptions {
  /** Permission bits of the new file; 0600 by default. */
  readonly mode?: number;
  /** Its user and group; those of this process by default. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Whether it outlives a crash of the host: it does, unless this is false. */
  readonly isDurable?: boolean;
}

/**
 * Replaces `file` in one step, or makes it: readers see either the old file or the whole new one. A
 * failure leaves the old file. What killed processes left of the same work is removed.
 * @throws the system's error
 */
export function replaceFile(
  file: string,
  content: string | Buffer,
  { mode = 0o600, owner, isDurable = true }: ReplaceOptions = {},
): void {
  const [directory, name] = [dirname(file), basename(file)];
  sweepTemporaries(directory, ({ replaces, pid }) => replaces === name && !isRunning(pid));
  const fresh = join(directory, `.${name}.vpcctl-${process.pid}`);
  try {
    rmSync(fresh, { force: true });
    // 'wx' fails on any file of that name, a link included.
    const fd = openSync(fresh, 'wx', 0o600);
    try {
      writeAll(fd, Buffer.from(content));
      if (owner !== undefined) fchownSync(fd, owner.uid, owner.gid);
      fchmodSync(fd, mode);
      if (isDurable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  if (isDurable) syncDirectory(directory);
}

/**
 * Removes files that killed processes left in a directory. Nothing happens where that fails: they
 * are in the way of nothing.
 * @param isLeft which; all by default, where the caller holds the lock under which they are written
 */
export function sweepTemporaries(
  directory: string,
  isLeft: (temporary: Temporary) => boolean = () => true,
): void {
  try {
    for (const name of readdirSync(directory)) {
      const [, replaces, pid] = TEMPORARY.exec(name) ?? [];
      if (replaces !== undefined && isLeft({ replaces, pid: Number(pid) }))
        rmSync(join(directory, name), { force: true });
    }
  } catch {
    // The directory may be missing.
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  // A nearly full disk takes a part without an error; writing the rest then gives the reason.
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be asked.
    return isSystemError(error) && error.code === 'EPERM';
  }
}
