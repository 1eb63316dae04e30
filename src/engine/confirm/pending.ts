import { type Entry, history, isHistoryEntry } from '@vpcctl/journal';
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import type { EngineContext, ReadContext } from '../context/context.js';
import { describeEntry } from '../model/describe.js';
import { withSession } from '../transaction/session.js';
import {
  type PendingRecord,
  readPendingFile,
  removePendingFile,
  stateDirectory,
} from './pending-file.js';

/** A change that awaits confirmation, with its entry. */
export interface PendingConfirmation extends PendingRecord {
  readonly entry: Entry;
  readonly entries: readonly Entry[];
  readonly description: string;
}

/**
 * Finds the change that awaits confirmation, or null. No other change is made meanwhile, so it is
 * the last applied one. A file that names another entry was left by a command that was killed, and
 * has no meaning.
 * @throws VpcctlError `UNCONFIRMED_UNREADABLE`; JournalError as `journal.read` does
 */
export async function findPendingConfirmation(
  context: ReadContext,
): Promise<PendingConfirmation | null> {
  const pendingRecord = readPendingFile(stateDirectory(context));
  if (pendingRecord === null) return null;
  const { entries } = await context.journal.read();
  const entry = history(entries).findLast(({ outcome }) => outcome === 'applied')?.entry;
  if (entry?.seq !== pendingRecord.seq) return null;
  const description = describeEntry(context.registry, entry, entries);
  return { ...pendingRecord, entry, entries, description };
}

/**
 * Whether the time to confirm has run out, by the wall clock, which goes on while the host is off.
 */
export function isExpired({ deadline }: PendingRecord, now: number = Date.now()): boolean {
  return Date.parse(deadline) <= now;
}

type Reversal =
  | { readonly type: 'undo'; readonly count: number }
  | { readonly type: 'redo'; readonly count: number };

/** The reversal of a change: an undo, or a redo where the change itself is an undo. */
export function reversalOf(entry: Entry): Reversal {
  if (!isHistoryEntry(entry) || entry.type === 'revert') return { type: 'undo', count: 1 };
  const count = entry.data.targets.length;
  return entry.type === 'undo' ? { type: 'redo', count } : { type: 'undo', count };
}

/**
 * Confirms the change that awaits confirmation: it stays.
 * @param seq confirms only the change with this number; default: any
 * @throws VpcctlError `CONFIRM_NOTHING`
 */
export function confirm(context: EngineContext, seq?: number): Promise<PendingConfirmation> {
  return withSession(context, async () => {
    const pendingConfirmation = await findPendingConfirmation(context);
    if (
      pendingConfirmation === null ||
      (seq ?? pendingConfirmation.seq) !== pendingConfirmation.seq
    )
      throw nothing();
    removePendingFile(stateDirectory(context));
    context.log.info({ seq: pendingConfirmation.seq, actor: context.actor }, 'confirmed');
    return pendingConfirmation;
  });
}

/**
 * Finds the change that {@link confirm} would confirm. Takes no lock.
 * @throws VpcctlError `CONFIRM_NOTHING`
 */
export async function dryRunConfirm(context: EngineContext): Promise<PendingConfirmation> {
  const pendingConfirmation = await findPendingConfirmation(context);
  if (pendingConfirmation === null) throw nothing();
  return pendingConfirmation;
}

function nothing(): VpcctlError {
  return inputError(
    'CONFIRM_NOTHING',
    'no change awaits confirmation',
    'vpcctl history says whether it was rolled back; vpcctl redo brings it back',
  );
}
