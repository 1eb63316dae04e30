import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type Entry,
  exportText,
  foldWhole,
  lastSeq,
  missingEntry,
  readAnySnapshot,
  readExport,
  writeExport,
  writeSnapshot,
} from '@vpcctl/journal';
import { inputError, type State } from '@vpcctl/sdk';
import type { ReadContext } from '../context/context.js';
import { type UnknownEvent, unknownEvents } from '../missing/unknown-events.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { sweepState } from '../transaction/sweep.js';
import { checkEntries } from './check-entries.js';

/** A history that is ready for export. */
export interface Exported {
  readonly entries: readonly Entry[];
  /** The number of changes that the entries record. */
  readonly changes: number;
  /** The number of changes left out, since they have no outcome yet. */
  readonly leftOut: number;
}

/**
 * Reads and checks the whole history, without a change that is running. Takes no lock.
 * @throws JournalError `JOURNAL_DAMAGED`, `JOURNAL_INCONSISTENT`
 */
export async function readForExport({ journal, registry }: ReadContext): Promise<Exported> {
  const { entries } = await journal.read();
  const { pending } = foldWhole(entries, EMPTY_STATE, evolve(registry));
  const settled = pending === null ? entries : entries.slice(0, -1);
  return {
    entries: settled,
    changes: lastSeq(settled),
    leftOut: entries.length - settled.length,
  };
}

/**
 * Writes the history to a file, whole or not at all.
 * @throws VpcctlError `FILE_EXISTS`; JournalError as {@link readForExport}, `JOURNAL_WRITE_FAILED`
 */
export function exportTo(file: string, { entries }: Exported, force: boolean): void {
  if (!force && existsSync(file)) {
    throw inputError(
      'FILE_EXISTS',
      `${file} exists`,
      'overwrite it: --force',
      'or choose another file',
    );
  }
  writeExport(resolve(file), entries);
}

/** The history as text, for standard output. */
export function exportToText({ entries }: Exported): string {
  return exportText(entries);
}

/** The result of an import, or of its dry run. */
export interface Imported {
  /** The number of changes, whether they were applied or failed. */
  readonly entries: number;
  /** Whether this host's journal already was the same history; nothing was written then. */
  readonly same: boolean;
  /** Events in effect whose plugin is not installed. */
  readonly foreign: readonly UnknownEvent[];
}

/**
 * Imports an exported history on a host that has none. The whole history is checked first; the host
 * itself is not changed.
 * @param file its path; `-` is standard input
 * @throws VpcctlError `FILE_UNREADABLE`, `ENTRY_UNREADABLE`, `ENTRY_SENSELESS`; JournalError
 *   `JOURNAL_DAMAGED`, `JOURNAL_INCONSISTENT`, `JOURNAL_NOT_EMPTY`, `JOURNAL_WRITE_FAILED`
 */
export async function importFrom(
  context: ReadContext,
  file: string,
  options: { readonly dryRun: boolean },
): Promise<Imported> {
  const { registry, journal, snapshotFile, snapshotVersion: version } = context;
  const entries = await readExport(readBytes(file), file === '-' ? 'standard input' : file);
  const { state, pending, unconfirmed } = foldWhole(entries, EMPTY_STATE, evolve(registry));
  checkEntries(registry, entries);
  const imported = {
    entries: lastSeq(entries),
    foreign: unknownEvents(state),
  };
  if (options.dryRun) return { ...imported, same: false };
  const lock = await journal.lock();
  try {
    sweepState(snapshotFile);
    await journal.repairTornTail(lock);
    const { end } = await journal.read();
    if (end.hash === entries.at(-1)?.hash) return { ...imported, same: true };
    const missing = missingEntry(file, entries, readAnySnapshot(snapshotFile));
    if (missing !== null && end.line === 0) throw missing;
    const position = await journal.install(lock, entries);
    if (pending === null) {
      const { text: digest, origin } = await journal.digest(position);
      const proof = { position, digest, origin };
      const snapshot = { format: 4, version, ...proof, unconfirmed, state } as const;
      await writeSnapshot<State>(snapshotFile, snapshot).catch(
        // The snapshot is a cache: the next change writes it again.
        () => {},
      );
    }
    return { ...imported, same: false };
  } finally {
    lock.release();
  }
}

/** A device has no end, and opening a fifo without a writer waits for ever. */
function refuseEndless(file: string): void {
  const found = statSync(file);
  // What a shell gives for `<(…)` is a pipe that has a writer.
  const isPipe = found.isFIFO() && realpathSync(file).startsWith('/proc/');
  if (found.isFile() || found.isDirectory() || isPipe) return;
  throw new Error('it is a fifo, a socket or a device, and not a file');
}

function readBytes(file: string): Buffer {
  try {
    if (file === '-') return readFileSync(0);
    refuseEndless(file);
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw inputError(
      'FILE_UNREADABLE',
      `cannot read ${file}: ${reason}`,
      'make the file on the other host: vpcctl journal export FILE',
    );
  }
}
