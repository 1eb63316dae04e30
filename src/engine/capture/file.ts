import { closeSync, openSync, writeSync } from 'node:fs';
import { VpcctlError } from '@vpcctl/sdk';
import {
  ETHERNET,
  interfaceBlock,
  packetBlock,
  type Sink,
  sectionHeader,
} from '../../host/capture/index.js';
import type { CapturePoint } from './points.js';

/** Where the blocks of a file go. */
export interface CaptureFile {
  write(block: Buffer): void;
  close(): void;
}

/**
 * Opens a pcapng file, with mode 0600.
 * @param path `-` is standard output
 * @param force whether it may take the place of a file
 * @param application the program that it names
 * @throws VpcctlError `CAPTURE_FILE_EXISTS`, `CAPTURE_FILE_FAILED`
 */
export function openCaptureFile(
  path: string,
  { force, application }: { readonly force: boolean; readonly application: string },
): CaptureFile {
  const file = path === '-' ? standardOutput : openFile(path, force);
  file.write(sectionHeader(application));
  return file;
}

/** Writes packets of some points to a file. */
export function fileSink(
  file: CaptureFile,
  points: readonly CapturePoint[],
  snaplen: number,
): Sink {
  for (const { interface: name, comment } of points) {
    file.write(interfaceBlock({ name, description: comment, linkType: ETHERNET, snaplen }));
  }
  return {
    receive(packet, at) {
      const point = points[at];
      if (point === undefined) return;
      const { direction, comment } = point;
      file.write(packetBlock(packet, { at, direction, comment }));
    },
    waiting: 0,
  };
}

const standardOutput: CaptureFile = {
  // A pipe takes it at once, or the program waits: Node writes to pipes synchronously.
  write: (bytes) => void process.stdout.write(bytes),
  close: () => {},
};

function openFile(path: string, force: boolean): CaptureFile {
  try {
    const descriptor = openSync(path, force ? 'w' : 'wx', 0o600);
    return {
      write(bytes) {
        try {
          // A nearly full disk takes a part without an error; writing the rest gives the reason.
          for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
        } catch (cause) {
          throw writeFailed(path, cause);
        }
      },
      close: () => closeSync(descriptor),
    };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
      throw writeFailed(path, cause);
    }
    throw new VpcctlError(`${path} is there already`, {
      code: 'CAPTURE_FILE_EXISTS',
      category: 'input',
      hints: ['name another file, or replace it: --force'],
      cause,
    });
  }
}

function writeFailed(path: string, cause: unknown): VpcctlError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new VpcctlError(`packets cannot be written to ${path}: ${why}`, {
    code: 'CAPTURE_FILE_FAILED',
    category: 'environment',
    hints: ['name a file in a directory that you may write to, with free space'],
    cause,
  });
}
