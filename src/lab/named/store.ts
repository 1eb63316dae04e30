import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '../../host/index.js';
import { checkDirectory, directoryOfLabs } from './directory.js';
import { isThere, type LabRecord, parseRecord } from './record.js';

/** The records of a user's labs, while nobody else changes them. */
export interface LabStore {
  /** Those of labs that exist or are being made, by name. */
  readonly records: readonly LabRecord[];
  /** Names of labs that have ended; their records were removed. */
  readonly swept: readonly string[];
  write(record: LabRecord): void;
  remove(name: string): void;
}

/**
 * Works with the records under an exclusive lock, which is on their directory. That is made where it
 * is missing, and removed when it is empty.
 * @throws VpcctlError `LABS_UNSAFE`; as `acquireLock`
 */
export async function withLabs<T>(
  work: (store: LabStore) => T,
  directory = directoryOfLabs(),
): Promise<T> {
  const descriptor = await lock(directory);
  try {
    checkDirectory(directory);
    return work(openStore(directory));
  } finally {
    removeIfEmpty(directory);
    closeSync(descriptor);
  }
}

async function lock(directory: string): Promise<number> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  for (;;) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    checkDirectory(directory);
    const descriptor = openOrNull(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (descriptor === null) continue;
    await acquireLock(descriptor, () => {});
    // The former holder of the lock may have removed it.
    const stats = lstatSync(directory, { throwIfNoEntry: false });
    if (stats?.ino === fstatSync(descriptor).ino) return descriptor;
    closeSync(descriptor);
  }
}

function openOrNull(directory: string, flags: number): number | null {
  try {
    return openSync(directory, flags);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function openStore(directory: string): LabStore {
  // Processes have numbers of their own in each process namespace, such as that of a container.
  const ending = `.${statSync('/proc/self/ns/pid').ino}.json`;
  const fileOf = (name: string) => join(directory, `${name}${ending}`);
  const names = readdirSync(directory)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
  const records: LabRecord[] = [];
  const swept: string[] = [];
  for (const name of names) {
    const record = parseRecord(name, readFileSync(fileOf(name), 'utf8'));
    if (record !== null && isThere(record)) {
      records.push(record);
    } else {
      rmSync(fileOf(name), { force: true });
      swept.push(name);
    }
  }
  return {
    records,
    swept,
    write(record) {
      const fresh = join(directory, `.${record.name}.new`);
      rmSync(fresh, { force: true });
      writeFileSync(fresh, `${JSON.stringify(record)}\n`, { flag: 'wx', mode: 0o600 });
      renameSync(fresh, fileOf(record.name));
    },
    remove: (name) => rmSync(fileOf(name), { force: true }),
  };
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It has records.
  }
}
