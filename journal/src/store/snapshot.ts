import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isRecord } from '../entry/json.js';
import { isPosition, type Position } from '../entry/position.js';
import { writeFailed } from './environment.js';

/**
 * A state at a position of the journal at which no intent was pending. `version` is the version of
 * the state's shape.
 */
export interface Snapshot<S> {
  readonly format: 2;
  readonly version: string;
  readonly position: Position;
  readonly state: S;
}

/**
 * The snapshot in `file`, or null where it is missing, unreadable, damaged, edited, or of another
 * format or version: it is a cache, which the caller rebuilds. A checksum replaces a check of the
 * state's shape: a file with the right one is what {@link writeSnapshot} wrote for this version.
 */
export function readSnapshot<S>(file: string, version: string): Snapshot<S> | null {
  const value = readJson(file);
  if (!isRecord(value) || value['format'] !== 2 || value['version'] !== version) return null;
  const { position, state, checksum } = value;
  if (!isPosition(position) || checksum !== checksumOf({ position, state })) return null;
  // The checksum shows that this was an S of this version when it was written.
  return { format: 2, version, position, state: state as S };
}

/**
 * Writes the snapshot (mode 0600) through a temporary file and a rename, so that readers see either
 * the old or the new one. It is not fsynced. The caller has to hold the journal's lock.
 * @throws JournalError `JOURNAL_WRITE_FAILED`; the old snapshot then stays, and is still valid
 */
export async function writeSnapshot<S>(file: string, snapshot: Snapshot<S>): Promise<void> {
  const [{ LowSync }, { JSONFileSync }] = await Promise.all([
    import('lowdb'),
    import('lowdb/node'),
  ]);
  const stored = { ...snapshot, checksum: checksumOf(snapshot) };
  const database = new LowSync(new JSONFileSync<typeof stored>(file), stored);
  // lowdb takes no mode. Nothing else runs before the mask is back: the write is synchronous.
  const mask = process.umask(0o077);
  try {
    database.write();
  } catch (error) {
    throw writeFailed(file, error);
  } finally {
    process.umask(mask);
  }
}

function checksumOf({ position, state }: { position: Position; state: unknown }): string {
  const { line, seq, cursor, hash } = position;
  const text = JSON.stringify([line, seq, cursor, hash, state]);
  return createHash('sha256').update(text).digest('hex');
}

/** Reads JSON without lowdb, whose import would cost start-up time. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
