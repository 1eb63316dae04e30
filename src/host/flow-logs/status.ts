import { closeSync, constants, openSync } from 'node:fs';
import { acquireLock } from '../lock.js';
import { readCheckpoint } from './checkpoint.js';
import { isMissing } from './errors.js';
import { logFiles, sizeOf } from './files.js';

/** The files of the flow logs, and whether a process writes them. */
export interface StoreStatus {
  readonly running: boolean;
  readonly files: number;
  readonly bytes: number;
  /** When something was written last, in milliseconds since 1970; null: never. */
  readonly writtenAt: number | null;
  /** How many connections and packets were not recorded, since the first start. */
  readonly lost: number;
}

/** Reads the status of the flow logs in a directory. */
export async function storeStatus(directory: string): Promise<StoreStatus> {
  const sizes = logFiles(directory).map(({ path }) => sizeOf(path) ?? 0);
  const memory = readCheckpoint(directory)?.memory;
  return {
    running: await isLocked(directory),
    files: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    writtenAt: memory?.at ?? null,
    lost: memory?.lost ?? 0,
  };
}

async function isLocked(directory: string): Promise<boolean> {
  let fd: number;
  try {
    fd = openSync(`${directory}/lock`, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  const taken = new Error('taken');
  try {
    await acquireLock(fd, () => {
      throw taken;
    });
    return false;
  } catch (error) {
    if (error === taken) return true;
    throw error;
  } finally {
    closeSync(fd);
  }
}
