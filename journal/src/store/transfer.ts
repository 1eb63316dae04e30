import type { Entry } from '../entry/entry.js';
import { damaged, JournalError } from '../entry/error.js';
import { lineOf } from '../entry/line.js';
import { START } from '../entry/position.js';
import { isFileError, writeFailed } from './environment.js';
import { replaceFile } from './replace.js';

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
  writing(file, () => replaceFile(file, exportText(entries)));
}

/**
 * The entries of an export, checked one by one and as a chain.
 * @param name the file's name, for errors
 * @throws JournalError `JOURNAL_DAMAGED` naming the line, also for an empty file or an incomplete
 *   last line; `JOURNAL_UNSUPPORTED`
 */
export async function readExport(bytes: Buffer, name: string): Promise<readonly Entry[]> {
  const complete = bytes.lastIndexOf(NEWLINE) + 1;
  const { readSound } = await import('../entry/chain.js');
  const { entries, fault } = readSound(bytes.subarray(0, complete), START, name);
  if (fault !== null) throw asExport(fault);
  if (complete < bytes.length)
    throw asExport(damaged(name, entries.length + 1, 'the line is incomplete'));
  if (entries.length === 0) throw asExport(damaged(name, 1, 'it is empty'));
  return entries;
}

/** The error with the next step for a file that is not this host's journal. */
function asExport({ message, code, category }: JournalError): JournalError {
  const hints = ['make the file anew, where the history is whole: vpcctl journal export FILE'];
  return new JournalError(message, { code, category, hints });
}

function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw isFileError(error) ? writeFailed(file, error) : error;
  }
}
