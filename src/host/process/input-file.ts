import { writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { VpcctlError } from '@vpcctl/sdk';
import { openNameless } from './nameless-file.js';

/**
 * Opens a file without a name that holds `text`, as a program's standard input. It is not a pipe
 * for two reasons. nft 1.0.6 reopens `/dev/stdin`, which fails on the socket pair that Node makes.
 * And a program that outlives a killed vpcctl still has all of its input, not a torn part of it.
 * @returns the descriptor, at offset 0; the caller closes it
 * @throws VpcctlError `HOST_INPUT_FAILED` where the directory for temporary files is full or may
 *   not be written
 */
export function openInput(text: string): number {
  const bytes = Buffer.from(text);
  try {
    return openNameless(0, (descriptor) => writeAll(descriptor, bytes));
  } catch (cause) {
    throw inputFailed(tmpdir(), cause);
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

/** Writes at explicit positions, so that the descriptor's own offset stays 0 for the reader. */
function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, done);
  }
}
