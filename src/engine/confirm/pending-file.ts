import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeDurably, replaceDurably } from '@vpcctl/journal';
import { VpcctlError } from '@vpcctl/sdk';
import { statePaths } from '../../host/index.js';

/** The record of a change that is rolled back unless it is confirmed in time. */
export interface PendingRecord {
  /** The number of its entry in the journal. */
  readonly seq: number;
  /** The time of its rollback: ISO 8601, UTC. */
  readonly deadline: string;
}

/**
 * Reads the record of the unconfirmed change from the state directory; null where there is no file.
 * The file may belong to a change that was never applied: only the journal tells.
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
    if (isPendingRecord(value)) return value;
  } catch (error) {
    throw unreadable(file, error);
  }
  throw unreadable(file, undefined);
}

/** The state directory of an engine, found by its snapshot. */
export function stateDirectory({ snapshotFile }: { readonly snapshotFile: string }): string {
  return dirname(snapshotFile);
}

/**
 * Writes the record durably, so that it survives a restart of the host. The caller holds the
 * journal's lock.
 * @throws VpcctlError `UNCONFIRMED_UNWRITABLE`
 */
export function writePendingFile(directory: string, { seq, deadline }: PendingRecord): void {
  const file = fileIn(directory);
  try {
    replaceDurably(file, Buffer.from(`${JSON.stringify({ seq, deadline })}\n`));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`cannot write ${file}: ${reason}`, {
      code: 'UNCONFIRMED_UNWRITABLE',
      category: 'environment',
      hints: ['that file keeps the change that awaits confirmation; check the file system'],
      cause,
    });
  }
}

/** Removes the record: no change awaits confirmation. The caller holds the journal's lock. */
export function removePendingFile(directory: string): void {
  removeDurably(fileIn(directory));
}

function fileIn(directory: string): string {
  return join(directory, 'unconfirmed.json');
}

function isPendingRecord(value: unknown): value is PendingRecord {
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
  return new VpcctlError(`${file} is damaged: vpcctl did not write this content`, {
    code: 'UNCONFIRMED_UNREADABLE',
    category: 'environment',
    hints: ['check in vpcctl history whether to keep the last change, then remove the file'],
    cause,
  });
}
