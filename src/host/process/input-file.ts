import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';

/** File systems in memory, for a host whose disk is full: a rollback must work there, too. */
const MEMORY = ['/dev/shm', '/run'];

/**
 * Opens a file without a name that holds `text`, as a program's standard input. It is not a pipe
 * for two reasons. nft 1.0.6 reopens `/dev/stdin`, which fails on the socket pair that Node makes.
 * And a program that outlives a killed vpcctl still has all of its input, not a torn part of it.
 * @returns the descriptor, at offset 0; the caller closes it
 * @throws VpcctlError `HOST_INPUT_FAILED` where the directory for temporary files is full or may
 *   not be written
 */
export function openInput(text: string): number {
  const directory = tmpdir();
  try {
    return openNameless(directory, text);
  } catch (cause) {
    for (const other of MEMORY) {
      try {
        return openNameless(other, text);
      } catch {
        // The error of the usual directory is the one to report.
      }
    }
    throw inputFailed(directory, cause);
  }
}

function inputFailed(directory: string, cause: unknown): VpcctlError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new VpcctlError(`cannot write a program's input to ${directory}: ${reason}`, {
    code: 'HOST_INPUT_FAILED',
    category: 'environment',
    hints: [`free some space in ${directory}, or set TMPDIR to a directory that can be written`],
    cause,
  });
}

function openNameless(directory: string, text: string): number {
  const descriptor = openWithoutName(directory) ?? openAndUnlink(directory);
  try {
    writeAll(descriptor, Buffer.from(text));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** O_TMPFILE of Linux, which Node does not list: a file that never has a name, see open(2). */
const O_TMPFILE = 0o20_000_000 | constants.O_DIRECTORY;

/** Null where the file system has no such files. A command that is killed here leaves nothing. */
function openWithoutName(directory: string): number | null {
  try {
    return openSync(directory, O_TMPFILE | constants.O_RDWR, 0o600);
  } catch {
    return null;
  }
}

function openAndUnlink(directory: string): number {
  const file = join(directory, `vpcctl-${randomUUID()}`);
  // 'wx+' fails on any file of that name, a link included.
  const descriptor = openSync(file, 'wx+', 0o600);
  rmSync(file);
  return descriptor;
}

/** Writes at explicit positions, so that the descriptor's own offset stays 0 for the reader. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, done);
  }
}
