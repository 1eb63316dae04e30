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

/** A file that is written packet by packet. */
export interface CaptureFile extends Sink {
  close(): void;
}

/** Where the bytes of a file go. */
interface Bytes {
  write(bytes: Buffer): void;
  close(): void;
}

/**
 * Opens a pcapng file for packets of some points, with mode 0600.
 * @param path `-` is standard output
 * @param force whether it may take the place of a file
 * @throws VpcctlError `CAPTURE_FILE_EXISTS`, `CAPTURE_FILE_FAILED`
 */
export function openCaptureFile(
  path: string,
  points: readonly CapturePoint[],
  {
    snaplen,
    force,
    application,
  }: {
    readonly snaplen: number;
    readonly force: boolean;
    readonly application: string;
  },
): CaptureFile {
  const to = path === '-' ? standardOutput : openFile(path, force);
  to.write(sectionHeader(application));
  for (const { interface: name, comment } of points) {
    to.write(interfaceBlock({ name, description: comment, linkType: ETHERNET, snaplen }));
  }
  return {
    receive(packet, at) {
      const point = points[at];
      if (point === undefined) return;
      const { direction, comment } = point;
      to.write(packetBlock(packet, { at, direction, comment }));
    },
    waiting: 0,
    close: () => to.close(),
  };
}

const standardOutput: Bytes = {
  // A pipe takes it at once, or the program waits: Node writes to pipes synchronously.
  write: (bytes) => void process.stdout.write(bytes),
  close: () => {},
};

function openFile(path: string, force: boolean): Bytes {
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
