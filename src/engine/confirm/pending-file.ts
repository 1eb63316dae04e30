import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import { statePaths } from '../../host/record/paths.js';

/** A change that is taken back unless it is confirmed in time. */
export interface PendingRecord {
  /** Its entry in the journal. */
  readonly seq: number;
  /** When it is taken back: ISO 8601, UTC. */
  readonly deadline: string;
}

/**
 * What awaits confirmation, by its file in the state directory; null where nothing does. The file may be left of
 * a change that was never made: whether its entry stands, only the journal says.
 * @throws VpcctlError `UNCONFIRMED_UNREADABLE`
 */
export function readPendingFile(directory: string = statePaths().directory): PendingRecord | null {
  const file = fileIn(directory);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw unreadable(file, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isUnconfirmed(value)) return value;
  } catch (error) {
    throw unreadable(file, error);
  }
  throw unreadable(file, undefined);
}

/** The state directory of an engine: its snapshot is there, too. */
export function stateDirectory({ snapshotFile }: { readonly snapshotFile: string }): string {
  return dirname(snapshotFile);
}

/** Writes it so that a restart of the host finds it. Only for who holds the journal's lock. */
export function writePendingFile(directory: string, { seq, deadline }: PendingRecord): void {
  const file = fileIn(directory);
  const fresh = `${file}.${randomUUID()}`;
  try {
    const fd = openSync(fresh, 'wx', 0o600);
    try {
      writeSync(fd, `${JSON.stringify({ seq, deadline })}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(fresh, file);
    synchronize(directory);
  } catch (cause) {
    rmSync(fresh, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`cannot write ${file}: ${reason}`, {
      code: 'UNCONFIRMED_UNWRITABLE',
      category: 'environment',
      hints: ['what is to be confirmed is kept there; check the file system'],
      cause,
    });
  }
}

/** Nothing awaits confirmation any more. Only for who holds the journal's lock. */
export function removePendingFile(directory: string): void {
  rmSync(fileIn(directory), { force: true });
  synchronize(directory);
}

function fileIn(directory: string): string {
  return join(directory, 'unconfirmed.json');
}

/** A name in a directory is on the disk when the directory is. */
function synchronize(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function isUnconfirmed(value: unknown): value is PendingRecord {
  return (
    value instanceof Object &&
    'seq' in value &&
    Number.isSafeInteger(value.seq) &&
    'deadline' in value &&
    typeof value.deadline === 'string' &&
    !Number.isNaN(Date.parse(value.deadline))
  );
}

function unreadable(file: string, cause: unknown): VpcctlError {
  return new VpcctlError(`${file} is not what vpcctl wrote there`, {
    code: 'UNCONFIRMED_UNREADABLE',
    category: 'environment',
    hints: ['see in vpcctl history whether the last change is to stay, then remove the file'],
    cause,
  });
}
