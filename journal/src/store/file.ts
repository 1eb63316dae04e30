import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isSystemError } from './environment.js';

/** Opens `path`, hands the descriptor to `use`, and closes it again. Creates it with mode 0600, if at all. */
export function withFile<T>(path: string, flags: string, use: (fd: number) => T): T {
  const fd = openSync(path, flags, 0o600);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** As {@link withFile}; where there is no such file, `use` gets null, which below stands for an empty one. */
export function withExisting<T>(path: string, flags: string, use: (fd: number | null) => T): T {
  const fd = openExisting(path, flags);
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

/** The bytes from `start` up to `end`, or fewer where the file ends (or was cut) before. */
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
 * Appends all of `bytes` to a file, which is created (mode 0600) where it is missing, and returns when the disk has
 * them. When that fails the file is cut back to what it was.
 */
export function appendDurably(file: string, bytes: Buffer): void {
  withFile(file, 'a', (fd) => {
    const size = sizeOf(fd);
    try {
      let written = 0;
      // A nearly full disk takes a part without an error; the rest then says why.
      while (written < bytes.length) written += writeSync(fd, bytes, written);
      fsyncSync(fd);
      // An empty file may be a new one, and its name is not safe before its directory is.
      if (size === 0) syncDirectory(dirname(file));
    } catch (error) {
      takeBack(fd, size);
      throw error;
    }
  });
}

/**
 * Puts a file with `bytes` (mode 0600) in the place of `file`, and returns when the disk has it: whoever looks finds
 * the old file or the whole new one. When that fails the old one stands.
 */
export function replaceDurably(file: string, bytes: Buffer): void {
  const fresh = `${file}.${process.pid}`;
  rmSync(fresh, { force: true });
  try {
    appendDurably(fresh, bytes);
    renameSync(fresh, file);
    syncDirectory(dirname(file));
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** Cuts an open file at `size`, and has the disk keep that. */
export function truncateDurably(fd: number, size: number): void {
  ftruncateSync(fd, size);
  fsyncSync(fd);
}

/** Creates a directory, mode 0700, and those above it, where they are missing; and has the disk keep them. */
export function ensureDirectory(directory: string): void {
  const path = resolve(directory);
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made))
    syncDirectory(dirname(made));
}

/** Has the disk keep a directory's list of names, see fsync(2). */
function syncDirectory(path: string): void {
  withFile(path, 'r', fsyncSync);
}

/** Only ENOENT means that there is none: a directory that we may not search might hold one. */
function openExisting(path: string, flags: string): number | null {
  try {
    return openSync(path, flags);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Cuts a file after a failed write. Should that fail too, the write's error is the one to report. */
function takeBack(fd: number, size: number): void {
  try {
    truncateDurably(fd, size);
  } catch {
    // What is left is a torn last line, which the next command cuts off.
  }
}
