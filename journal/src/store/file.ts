import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isSystemError, NotRegular } from './environment.js';

const { O_APPEND, O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

/** How a file is opened: to read, to read and write, or to append, which creates it. */
export type Access = 'r' | 'r+' | 'a';

const FLAGS: Readonly<Record<Access, number>> = {
  r: O_RDONLY,
  'r+': O_RDWR,
  a: O_WRONLY | O_APPEND | O_CREAT,
};

/**
 * Opens a regular file; one that is created has mode 0600. Anything else is refused: opening a
 * fifo waits for its other end, and a device has no end.
 * @throws the system's error; {@link NotRegular}
 */
export function openRegular(path: string, access: Access): number {
  let fd: number;
  try {
    fd = openSync(path, FLAGS[access] | O_NONBLOCK, 0o600);
  } catch (error) {
    // No process reads from the fifo; or it is a socket.
    if (isSystemError(error) && error.code === 'ENXIO') throw new NotRegular(path);
    throw error;
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new NotRegular(path);
}

/** Reads a whole regular file, as {@link openRegular} opens it. */
export function readRegular(path: string): Buffer {
  return withFile(path, 'r', (fd) => readFileSync(fd));
}

/** Calls `use` with a descriptor of the regular file `path`, then closes it. */
export function withFile<T>(path: string, access: Access, use: (fd: number) => T): T {
  const fd = openRegular(path, access);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** As {@link withFile}, but `use` gets null for a missing file; below, null means an empty file. */
export function withExisting<T>(path: string, access: Access, use: (fd: number | null) => T): T {
  const fd = openExisting(path, access);
  try {
    return use(fd);
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** The size of an open file, in bytes. */
export function sizeOf(fd: number | null): number {
  return fd === null ? 0 : fstatSync(fd).size;
}

/** The bytes from `start` up to `end`, or fewer where the file ends (or was cut) before `end`. */
export function readRange(fd: number | null, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, end - start));
  let filled = 0;
  while (fd !== null && filled < bytes.length) {
    const count = readSync(fd, bytes, filled, bytes.length - filled, start + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/**
 * Appends all of `bytes` to a file, and returns when they are on the disk. A missing file is
 * created (mode 0600). A failed write is cut off the file again.
 * @throws the system's error
 */
export function appendDurably(file: string, bytes: Buffer): void {
  withFile(file, 'a', (fd) => {
    const size = sizeOf(fd);
    try {
      let written = 0;
      // A nearly full disk takes a part without an error; writing the rest then gives the reason.
      while (written < bytes.length) written += writeSync(fd, bytes, written);
      fsyncSync(fd);
      // An empty file may be new, and its name is safe only after its directory is synced.
      if (size === 0) syncDirectory(dirname(file));
    } catch (error) {
      cutOff(fd, size);
      throw error;
    }
  });
}

/** Writes `bytes` at `start` of an open file, and returns when the disk has them. */
export function writeDurably(fd: number, bytes: Buffer, start: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(fd, bytes, written, bytes.length - written, start + written);
  }
  fsyncSync(fd);
}

/** Cuts an open file at `size`, and returns when the disk has the change. */
export function truncateDurably(fd: number, size: number): void {
  ftruncateSync(fd, size);
  fsyncSync(fd);
}

/** Creates a directory and its parents (mode 0700), where missing, and syncs them to the disk. */
export function ensureDirectory(directory: string): void {
  const path = resolve(directory);
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made))
    syncDirectory(dirname(made));
}

/** Syncs a directory's list of names to the disk, see fsync(2). */
export function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Only ENOENT means that the file is missing: a directory without search permission may have it.
 */
function openExisting(path: string, access: Access): number | null {
  try {
    return openRegular(path, access);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Cuts a file after a failed write. If this fails, too, the write's error is the one to report. */
function cutOff(fd: number, size: number): void {
  try {
    truncateDurably(fd, size);
  } catch {
    // This leaves a torn tail, which the next command cuts off.
  }
}
