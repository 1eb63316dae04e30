/** The names of the files of the flow logs: `flows-00000001.log`. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from './errors.js';

const NAME = /^flows-(\d{8,15})\.log$/;

/** A file of the flow logs; those with higher numbers are newer. */
export interface LogFile {
  readonly number: number;
  readonly path: string;
}

/** The directory of the flow logs, in the state directory. */
export function flowLogDirectory(state: string): string {
  return join(state, 'flow-logs');
}

/** The file with a number. Pure. */
export function logFile(directory: string, number: number): LogFile {
  return { number, path: join(directory, `flows-${String(number).padStart(8, '0')}.log`) };
}

/** The files there are, the oldest first. */
export function logFiles(directory: string): LogFile[] {
  return namesIn(directory)
    .flatMap((name) => {
      const [, number] = NAME.exec(name) ?? [];
      return number === undefined ? [] : [{ number: Number(number), path: join(directory, name) }];
    })
    .sort((a, b) => a.number - b.number);
}

/** The size of a file in bytes; null where it is missing. */
export function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
