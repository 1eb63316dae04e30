import { type Entry, intentWith, isHistoryEntry, type Unconfirmed } from '@vpcctl/journal';
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import type { EngineContext, ReadContext } from '../context/context.js';
import { noticeMissing } from '../missing/notice.js';
import { describeEntry } from '../model/describe.js';
import { complete, type Plan, withMessage } from '../model/plan.js';
import { readProjection } from '../model/read-state.js';
import { commit } from '../transaction/commit.js';
import { type Session, withSession } from '../transaction/session.js';

/** A change that awaits confirmation, with its entry. */
export interface PendingConfirmation extends Unconfirmed {
  readonly entry: Entry;
  readonly entries: readonly Entry[];
  readonly description: string;
}

/**
 * Finds the change that awaits confirmation, or null. No other change is made meanwhile, so it is
 * the last applied one.
 * @param session the session of a caller that holds the lock; by default the journal is read
 * @throws JournalError as `journal.read` does
 */
export async function findPendingConfirmation(
  context: ReadContext,
  session?: Session,
): Promise<PendingConfirmation | null> {
  const { unconfirmed } = session?.projection ?? (await readProjection(context));
  if (unconfirmed === null) return null;
  const { entries } = await context.journal.read();
  const entry = intentWith(entries, unconfirmed.seq);
  if (entry === undefined) return null;
  const description = describeEntry(context.registry, entry, entries);
  return { ...unconfirmed, entry, entries, description };
}

/**
 * Whether the time to confirm has run out, by the wall clock, which goes on while the host is off.
 */
export function isExpired({ deadline }: Unconfirmed, now: number = Date.now()): boolean {
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
 * Confirms the change that awaits confirmation: it stays. The confirmation is an entry of its own.
 * @param seq confirms only the change with this number; default: any
 * @param message why, for the entry: see `isMessage`
 * @throws VpcctlError `CONFIRM_NOTHING`; JournalError as `journal.append` does
 */
export function confirm(
  context: EngineContext,
  seq?: number,
  message?: string,
): Promise<PendingConfirmation> {
  return withSession(context, async (session) => {
    noticeMissing(context, session.projection.state);
    const pendingConfirmation = await findPendingConfirmation(context, session);
    if (
      pendingConfirmation === null ||
      (seq ?? pendingConfirmation.seq) !== pendingConfirmation.seq
    )
      throw nothing();
    const planned = planConfirmation(context, session, pendingConfirmation);
    await commit(context, session, withMessage(planned, message));
    return pendingConfirmation;
  });
}

/** A confirmation changes neither the state nor the host. */
function planConfirmation(
  { registry }: EngineContext,
  { projection }: Session,
  { seq, description }: PendingConfirmation,
): Plan {
  return complete(registry, {
    content: { type: 'confirm', v: 1, data: { targets: [seq] } },
    description: `confirm ${seq} (${description})`,
    stateBefore: projection.state,
    stateAfter: projection.state,
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
