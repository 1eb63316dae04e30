import { existsSync, linkSync, renameSync } from 'node:fs';
import { join, parse } from 'node:path';
import { sha256, type Unconfirmed } from '../entry/entry.js';
import { isRecord } from '../entry/json.js';
import { isPosition, type Position } from '../entry/position.js';
import { writeFailed } from './environment.js';
import { readRegular } from './file.js';
import { knownText, lazyObject } from './lazy-json.js';
import { lazySlice } from './lazy-slice.js';

/**
 * A state at a position of the journal at which no intent was pending. `version` is the version of
 * the state's shape.
 */
export interface Snapshot<S> {
  readonly format: 4;
  readonly version: string;
  readonly position: Position;
  /**
   * The journal's digest up to `position`, by which a change checks the entries that it does not
   * read. Without it, a change reads them all.
   */
  readonly digest?: string | undefined;
  /** The hash of the journal's first entry: a snapshot of another journal has another one. */
  readonly origin?: string | null | undefined;
  readonly unconfirmed: Unconfirmed | null;
  readonly state: S;
}

/**
 * The snapshot in `file`, or null where it is missing, unreadable, damaged, edited, or of another
 * format or version: it is a cache, which the caller rebuilds. A checksum replaces a check of the
 * state's shape: a file with the right one is what {@link writeSnapshot} wrote for this version.
 * Every reading command starts with this, so the text is hashed as it is, and a slice of the state
 * is parsed when it is first read.
 */
export function readSnapshot<S>(file: string, version: string): Snapshot<S> | null {
  const snapshot = readAnySnapshot<S>(file);
  return snapshot?.version === version ? snapshot : null;
}

/** As {@link readSnapshot}, of any version: its position tells which entries there were. */
export function readAnySnapshot<S>(file: string): Snapshot<S> | null {
  return snapshotOf(readChecked(file, isChecked));
}

/**
 * As {@link readAnySnapshot}, without a look at the checksum, which costs a start some milliseconds.
 * The state may have any shape: it is for suggestions.
 */
export function peekSnapshot(file: string): Snapshot<unknown> | null {
  return snapshotOf(readChecked(file, () => true));
}

function snapshotOf<S>(value: unknown): Snapshot<S> | null {
  if (!isRecord(value) || value['format'] !== 4) return null;
  const { version, position, digest, origin, unconfirmed, state } = value;
  if (!isPosition(position)) return null;
  // The checksum shows that these were of these types when they were written.
  return {
    ...{ format: 4, version: version as string, position, state: state as S },
    unconfirmed: unconfirmed as Unconfirmed | null,
    ...(digest === undefined ? {} : { digest: digest as string }),
    ...(origin === undefined ? {} : { origin: origin as string | null }),
  };
}

/**
 * Writes the snapshot (mode 0600) through a temporary file and a rename, so that readers see either
 * the old or the new one. It is not fsynced. The caller has to hold the journal's lock.
 * @throws JournalError `JOURNAL_WRITE_FAILED`; the old snapshot then stays, and is still valid
 */
export async function writeSnapshot<S>(file: string, snapshot: Snapshot<S>): Promise<void> {
  const [{ LowSync }, { DataFileSync }] = await Promise.all([
    import('lowdb'),
    import('lowdb/node'),
  ]);
  const adapter = new DataFileSync<Snapshot<S>>(file, { parse: JSON.parse, stringify: textOf });
  const database = new LowSync(adapter, snapshot);
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

/** The file that lowdb renames to the snapshot. Only a killed process leaves it. */
export function snapshotTemporary(file: string): string {
  const { dir, base } = parse(file);
  return join(dir, `.${base}.tmp`);
}

/** How many changes one older snapshot is behind the next one. */
const STEP = 16;

/** The files of older snapshots beside that of the present one, the oldest first. */
export function olderSnapshots(file: string): [oldest: string, older: string] {
  const { dir, name, ext } = parse(file);
  return [join(dir, `${name}.2${ext}`), join(dir, `${name}.1${ext}`)];
}

/**
 * Keeps the present snapshot as an older one, now and then. Call it before a newer one is written:
 * an undo of one of the last changes then starts from the older one. They are links, so nothing is
 * copied. The caller has to hold the journal's lock.
 * @param seq the number of the last change in the present snapshot; `next`: in the newer one
 */
export function keepSnapshot(file: string, seq: number, next: number): void {
  const [oldest, older] = olderSnapshots(file);
  try {
    const isKept = existsSync(older);
    if (isKept && Math.floor(seq / STEP) === Math.floor(next / STEP)) return;
    if (isKept) renameSync(older, oldest);
    if (existsSync(file)) linkSync(file, older);
  } catch {
    // The file system may have no links. Then an undo reads the whole journal.
  }
}

/** What a slice of the state stands behind, and an entry of a slice. */
const SLICE = '    ';
const ENTRY = '      ';

/**
 * The file's text: for people, a line for each entry of a slice; at its end its checksum. A slice
 * that is still the one that was read from a file keeps its text.
 */
function textOf<S>(snapshot: Snapshot<S>): string {
  const { format, version, position, digest, origin, unconfirmed, state } = snapshot;
  const proof = { ...(digest === undefined ? {} : { digest }), ...(origin ? { origin } : {}) };
  const all = { format, version, position, ...proof, unconfirmed, state };
  const body = spell(all, 3, '').slice(0, -2);
  return body + checksumLine(body);
}

/** JSON with a line for each member of the outer `levels` of objects. */
function spell(value: unknown, levels: number, indent: string): string {
  if (levels === 0 || !isRecord(value)) return JSON.stringify(value);
  const known = knownText(value);
  if (known !== null) return known;
  const inner = `${indent}  `;
  const members = Object.entries(value).map(
    ([key, member]) => `${inner}${JSON.stringify(key)}: ${spell(member, levels - 1, inner)}`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

const CHECKSUM = ',\n  "checksum": "';
const STATE = ',\n  "state": ';

function checksumLine(body: string | Buffer): string {
  return `${CHECKSUM}${sha256(body)}"\n}\n`;
}

/**
 * The value in a file with the right checksum, else null. Each slice of its state is parsed when it
 * is first read. The file is read without lowdb, whose import would cost start-up time.
 */
function readChecked(file: string, isRight: (body: Buffer, checksum: string) => boolean): unknown {
  try {
    const bytes = readRegular(file);
    const end = bytes.lastIndexOf(CHECKSUM);
    const body = bytes.subarray(0, Math.max(0, end));
    if (end < 0 || !isRight(body, bytes.toString('utf8', end))) return null;
    const start = body.indexOf(STATE);
    const state = body.subarray(start + STATE.length);
    return { ...JSON.parse(`${body.toString('utf8', 0, start)}}`), state: readState(state) };
  } catch {
    return null;
  }
}

function isChecked(body: Buffer, checksum: string): boolean {
  return checksum === checksumLine(body);
}

function readState(text: Buffer): unknown {
  return isSpread(text) ? lazyObject(text, SLICE, readSlice) : JSON.parse(text.toString('utf8'));
}

/** From here on a slice is parsed by its members: to parse less at once costs more than it saves. */
const LARGE_SLICE = 1 << 16;

function readSlice(text: Buffer): unknown {
  if (text.length >= LARGE_SLICE && isSpread(text)) return lazySlice(text, ENTRY);
  return JSON.parse(text.toString('utf8'));
}

function isSpread(text: Buffer): boolean {
  return text.toString('utf8', 0, 2) === '{\n';
}
