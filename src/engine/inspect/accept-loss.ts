import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type Actor,
  advance,
  appliedDraft,
  type ChangeEvent,
  changeDraft,
  type Entry,
  findLoss,
  fold,
  foldWhole,
  isHistoryEntry,
  type JournalError,
  type JournalLock,
  LOSS_EVENT,
  type Loss,
  lastSeq,
  type Position,
  readAnySnapshot,
  type Snapshot,
  START,
  writeSnapshot,
} from '@vpcctl/journal';
import { inputError, type State, VpcctlError } from '@vpcctl/sdk';
import type { ReadContext } from '../context/context.js';
import { withoutPending } from '../history/point-in-time.js';
import { refuseUnknown } from '../missing/refusals.js';
import { unknownEvents } from '../missing/unknown-events.js';
import { EMPTY_STATE, evolve, evolveEvent } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';
import { sweepState } from '../transaction/sweep.js';

/** A loss that was accepted, or with a dry run would be. */
export interface AcceptedLoss {
  /** The number of the entry that records it; null for a dry run. */
  readonly seq: number | null;
  /** What is wrong with the journal, in words. */
  readonly problem: string;
  /** The first line that is lost. */
  readonly line: number;
  /** The numbers of the first and of the last change that is lost, as far as they are known. */
  readonly from: number;
  readonly to: number;
  /** The state goes on as it was after this change; 0: as before the first. */
  readonly stateOf: number;
  /** The file that keeps what the journal was; null where there was none, and for a dry run. */
  readonly kept: string | null;
}

/**
 * Lets a damaged or shortened journal go on, without the entries that are lost. The state stays
 * what it was, as far as the snapshot tells: one entry records the loss, and the events that make
 * this state. No change before it can be undone any more. The host is not looked at.
 * @throws VpcctlError `LOSS_NONE` where the journal is whole; `PLUGIN_MISSING`, `STATE_UNTOLD`;
 *   JournalError `JOURNAL_UNSUPPORTED`, `JOURNAL_READ_FAILED`, `JOURNAL_WRITE_FAILED`
 */
export async function acceptLoss(
  context: ReadContext,
  actor: Actor,
  options: { readonly dryRun: boolean; readonly message?: string | undefined },
): Promise<AcceptedLoss> {
  const planned = options.dryRun ? await planAcceptance(context) : null;
  if (planned !== null) return { ...planned.accepted, seq: null, kept: null };
  const lock = await context.journal.lock();
  try {
    sweepState(context.snapshotFile);
    const accepting = { ...(await planAcceptance(context)), message: options.message };
    return await record(context, actor, lock, accepting);
  } finally {
    lock.release();
  }
}

interface Acceptance {
  readonly accepted: Omit<AcceptedLoss, 'seq' | 'kept'>;
  /** The position after the entries that stay. */
  readonly after: Position;
  readonly state: State;
  /** The events that make `state` from nothing. */
  readonly events: readonly ChangeEvent[];
  /** The hash of the entry that the snapshot proves. */
  readonly proven: string | null;
}

async function planAcceptance(context: ReadContext): Promise<Acceptance> {
  const { registry, journal, snapshotFile } = context;
  const snapshot = readAnySnapshot<State>(snapshotFile);
  const loss = await findLoss(journal, snapshot);
  const problem = refuseUnacceptable(loss.error).message;
  const kept = withoutPending(loss.entries);
  const { state, seq: stateOf } = await survivor(context, loss, snapshot);
  refuseUnknown(unknownEvents(state));
  const from = lastSeq(kept) + 1;
  const known = [snapshot?.position.seq ?? 0, (await journal.positionFromEnd(0)).seq];
  const to = Math.max(from, ...known);
  return {
    accepted: { problem, line: kept.length + 1, from, to, stateOf },
    ...{ after: kept.reduce(advance, START), state, events: restate(registry, state) },
    proven: snapshot?.position.hash ?? null,
  };
}

/** @throws VpcctlError `LOSS_NONE`; an error that is about no loss */
function refuseUnacceptable(error: JournalError | null): JournalError {
  if (error === null) {
    throw inputError(
      'LOSS_NONE',
      'the journal is whole, so there is no loss to accept',
      'see for yourself: vpcctl journal verify',
    );
  }
  if (['JOURNAL_DAMAGED', 'JOURNAL_SHORTENED'].includes(error.code)) return error;
  throw error;
}

/**
 * The last state that is known, and the number of the change that it is after. The snapshot knows
 * it where the damage is before the snapshot's position; entries after that count, too.
 */
async function survivor(
  { registry, journal, snapshotVersion }: ReadContext,
  { entries }: Loss,
  snapshot: Snapshot<State> | null,
): Promise<{ readonly state: State; readonly seq: number }> {
  const position = snapshot?.position;
  const isReached = position !== undefined && entries[position.line - 1]?.hash === position.hash;
  if (snapshot === null || isReached || snapshot.version !== snapshotVersion) {
    const settled = withoutPending(entries);
    const { state } = foldWhole(settled, EMPTY_STATE, evolve(registry));
    return { state, seq: lastSeq(settled) };
  }
  const known = { ...snapshot, pending: null };
  if (!(await journal.confirms(snapshot.position)))
    return { state: snapshot.state, seq: snapshot.position.seq };
  const tail = await journal.readSound(snapshot.position);
  const reselecting = tail.entries.findIndex(reselects);
  const followed = withoutPending(
    reselecting < 0 ? tail.entries : tail.entries.slice(0, reselecting),
  );
  const { state } = fold(known, { entries: followed, end: tail.end }, evolve(registry));
  return { state, seq: Math.max(snapshot.position.seq, lastSeq(followed)) };
}

/** Whether an entry needs the whole history to be followed. */
function reselects(entry: Entry): boolean {
  return isHistoryEntry(entry) && entry.type !== 'confirm';
}

/**
 * The events that make `state` from nothing. Pure.
 * @throws VpcctlError `STATE_UNTOLD` where a feature cannot tell its part
 */
function restate(registry: Registry, state: State): ChangeEvent[] {
  const events = registry.features
    .flatMap((feature) => feature.restate?.(state) ?? [])
    .map((event): ChangeEvent => {
      const plugin = registry.originOf(event.type);
      return { ...event, ...(plugin && { plugin }) };
    });
  const made = events.reduce(
    (before, event) => evolveEvent(registry, before, 1, event),
    EMPTY_STATE,
  );
  const untold = registry.features.find(
    (feature) => !isDeepStrictEqual(feature.select(made), feature.select(state)),
  );
  if (untold === undefined) return events;
  throw new VpcctlError(`the state of the feature ${untold.name} cannot be recorded anew`, {
    code: 'STATE_UNTOLD',
    category: 'journal',
    hints: ['its plugin does not support that; restore a copy of the journal from a backup'],
  });
}

async function record(
  context: ReadContext,
  actor: Actor,
  lock: JournalLock,
  accepting: Acceptance & { readonly message: string | undefined },
): Promise<AcceptedLoss> {
  const { journal, snapshotFile, snapshotVersion: version } = context;
  const { accepted, after, state, events, proven, message } = accepting;
  const { line, from, to } = accepted;
  const { entries, position, kept } = await journal.resume(lock, after, (file) => {
    const data = { line, from, to, kept: file === null ? null : basename(file), proven };
    const made = [{ type: LOSS_EVENT, v: 1, data }, ...events];
    return [changeDraft(made, actor, message), appliedDraft(actor)];
  });
  const { text: digest, origin } = await journal.digest(position);
  const proof = { position, digest, origin };
  const snapshot = { format: 4, version, ...proof, unconfirmed: null, state } as const;
  await writeSnapshot<State>(snapshotFile, snapshot).catch(
    // The snapshot is a cache: the next change writes it again.
    () => {},
  );
  return { ...accepted, seq: lastSeq(entries), kept };
}
