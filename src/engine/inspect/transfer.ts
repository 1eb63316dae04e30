import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type Entry,
  exportText,
  foldWhole,
  installJournal,
  lastSeq,
  readExport,
  writeExport,
  writeSnapshot,
} from '@vpcctl/journal';
import { inputError, type State } from '@vpcctl/sdk';
import { EMPTY_STATE, evolve, unknownIntents } from '../model/evolve.js';
import type { ReadContext } from './read.js';

/** What was exported. */
export interface Exported {
  readonly entries: readonly Entry[];
  /** How many changes they record. */
  readonly changes: number;
  /** Changes that were left out: a change without an outcome is no history yet. */
  readonly leftOut: number;
}

/**
 * The whole history, checked, but for a change that is being made. Takes no lock.
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
    throw inputError('FILE_EXISTS', `${file} exists`, 'overwrite it: --force', 'or choose another');
  }
  writeExport(resolve(file), entries);
}

/** The history as text, for standard output. */
export function exportToText({ entries }: Exported): string {
  return exportText(entries);
}

/** What was imported, or would be. */
export interface Imported {
  /** How many changes it records, whatever became of them. */
  readonly entries: number;
  /** The journal here is this very history already: nothing was written. */
  readonly same: boolean;
  readonly foreign: readonly string[];
}

/**
 * Makes an exported history the one of this host: for a host that has none. All of it is checked first; the host itself
 * is not touched.
 * @param file its path; `-` is standard input
 * @throws VpcctlError `FILE_UNREADABLE`, `ENTRY_UNREADABLE`; JournalError `JOURNAL_DAMAGED`, `JOURNAL_INCONSISTENT`,
 *   `JOURNAL_NOT_EMPTY`, `JOURNAL_WRITE_FAILED`
 */
export async function importFrom(
  context: ReadContext,
  file: string,
  options: { readonly dryRun: boolean },
): Promise<Imported> {
  const { registry, journal, snapshotFile, snapshotVersion: version } = context;
  const { entries, end: position } = await readExport(
    readBytes(file),
    file === '-' ? 'standard input' : file,
  );
  const { state, pending } = foldWhole(entries, EMPTY_STATE, evolve(registry));
  const imported = {
    entries: lastSeq(entries),
    foreign: unknownIntents(state),
  };
  if (options.dryRun) return { ...imported, same: false };
  const lock = await journal.lock();
  try {
    await journal.repairTornTail(lock);
    const { end } = await journal.read();
    if (end.hash === position.hash) return { ...imported, same: true };
    installJournal(lock, dirname(snapshotFile), entries);
    if (pending === null) {
      await writeSnapshot<State>(snapshotFile, { format: 2, version, position, state }).catch(
        // It is a cache: the next change writes it.
        () => {},
      );
    }
    return { ...imported, same: false };
  } finally {
    lock.release();
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw inputError(
      'FILE_UNREADABLE',
      `cannot read ${file}: ${reason}`,
      'make the file on the other host: vpcctl journal export FILE',
    );
  }
}
