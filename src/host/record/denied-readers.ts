/** Which commands read denied packets, as files in the state directory. Each is its command's own. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '@vpcctl/journal';
import type { DeniedReader, ProcessIdentity } from '@vpcctl/sdk';
import { identify, isAlive } from '../proc/process-identity.js';

const FOLDER = 'denied-readers';

/**
 * The readers whose process lives, in the order of their groups. A reader that was killed has left
 * its file, which counts no more.
 * @param directory the state directory
 */
export function readDeniedReaders(directory: string): DeniedReader[] {
  const readers = filesIn(directory).flatMap((file) => {
    const found = readOne(join(directory, FOLDER, file));
    return found !== null && isAlive(found.process) ? [found] : [];
  });
  return readers
    .map(({ group, vpc }) => ({ group, vpc }))
    .sort((one, other) => one.group - other.group);
}

/**
 * Records this process as a reader, and removes what killed ones left. It counts from the next look
 * at the host on.
 * @throws the system's error
 */
export function addDeniedReader(directory: string, reader: DeniedReader): void {
  const folder = join(directory, FOLDER);
  for (const file of filesIn(directory)) {
    const found = readOne(join(folder, file));
    if (found === null || !isAlive(found.process)) rmSync(join(folder, file), { force: true });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const record = { ...reader, process: identify(process.pid) };
  replaceFile(ownFile(directory), `${JSON.stringify(record)}\n`, { isDurable: false });
}

/** Removes the record of this process. */
export function removeDeniedReader(directory: string): void {
  rmSync(ownFile(directory), { force: true });
}

function ownFile(directory: string): string {
  return join(directory, FOLDER, `${process.pid}.json`);
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(join(directory, FOLDER)).filter((name) => /^\d+\.json$/.test(name));
  } catch {
    return [];
  }
}

type Recorded = DeniedReader & { process: ProcessIdentity };

function readOne(file: string): Recorded | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isDeniedReader(value) && 'process' in value && isIdentity(value.process)
      ? { ...value, process: value.process }
      : null;
  } catch {
    return null;
  }
}

/** Whether a value of a file is a reader: a group of 16 bits, and a VPC or none. */
export function isDeniedReader(value: unknown): value is DeniedReader {
  return (
    value instanceof Object &&
    'group' in value &&
    Number.isSafeInteger(value.group) &&
    Number(value.group) >= 0 &&
    Number(value.group) < 2 ** 16 &&
    'vpc' in value &&
    (value.vpc === null || typeof value.vpc === 'string')
  );
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    value instanceof Object &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'started' in value &&
    typeof value.started === 'string' &&
    'boot' in value &&
    typeof value.boot === 'string' &&
    'inode' in value &&
    typeof value.inode === 'number'
  );
}
