import { join } from 'node:path';
import type { Entry } from '../entry/entry.js';
import { damaged, JournalError } from '../entry/error.js';
import { lineOf } from '../entry/line.js';
import { START } from '../entry/position.js';
import { isSystemError, writeFailed } from './environment.js';
import { replaceDurably, sizeOf, withExisting } from './file.js';
import type { Tail } from './journal.js';
import { demandHeld, type JournalLock } from './lock.js';

const NEWLINE = 0x0a;

/** The text of an export: the lines of the journal, to the byte. Pure. */
export function exportText(entries: readonly Entry[]): string {
  return entries.map(lineOf).join('');
}

/**
 * Writes an export to `file` (mode 0600), whole or not at all.
 * @throws JournalError `JOURNAL_WRITE_FAILED`
 */
export function writeExport(file: string, entries: readonly Entry[]): void {
  writing(file, () => replaceDurably(file, Buffer.from(exportText(entries))));
}

/**
 * The entries of an export, checked one by one and as a chain, and the position after the last.
 * @param name the file's name, for errors
 * @throws JournalError `JOURNAL_DAMAGED` naming the line, also for an empty file or an incomplete
 *   last line; `JOURNAL_UNSUPPORTED`
 */
export async function readExport(
  bytes: Buffer,
  name: string,
): Promise<Pick<Tail, 'entries' | 'end'>> {
  const complete = bytes.lastIndexOf(NEWLINE) + 1;
  const { readChain } = await import('../entry/chain.js');
  const chain = readChain(bytes.subarray(0, complete), START, name);
  const { entries } = chain;
  if (complete < bytes.length) throw damaged(name, entries.length + 1, 'the line is incomplete');
  if (entries.length === 0) throw damaged(name, 1, 'it is empty');
  return chain;
}

/**
 * Writes `entries`, a whole journal, as the journal in `directory`, and returns when it is on the
 * disk.
 * @throws JournalError `JOURNAL_NOT_EMPTY` where the journal there has entries;
 *   `JOURNAL_WRITE_FAILED`, `JOURNAL_NOT_LOCKED`
 */
export function installJournal(
  lock: JournalLock,
  directory: string,
  entries: readonly Entry[],
): void {
  demandHeld(lock);
  const file = join(directory, 'journal.ndjson');
  writing(file, () => {
    if (withExisting(file, 'r', sizeOf) > 0) {
      throw notEmpty(file);
    }
    replaceDurably(file, Buffer.from(exportText(entries)));
  });
}

function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw isSystemError(error) ? writeFailed(file, error) : error;
  }
}

function notEmpty(file: string): JournalError {
  return new JournalError(`there already is a journal: ${file}`, {
    code: 'JOURNAL_NOT_EMPTY',
    category: 'journal',
    hints: [
      'a host has one history: delete its VPCs, then move the journal away',
      'or keep the other history elsewhere: set VPCCTL_HOME to an empty directory',
    ],
  });
}
