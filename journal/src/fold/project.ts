import type { Entry } from '../entry/entry.js';
import { START } from '../entry/position.js';
import type { Digest } from '../store/digest.js';
import type { Journal } from '../store/journal.js';
import { readAnySnapshot, readSnapshot, type Snapshot } from '../store/snapshot.js';
import { type EvolveState, fold, type Projection } from './fold.js';
import { foldWhole } from './fold-whole.js';
import { findLoss } from './loss.js';
import { isHistoryEntry } from './timeline.js';

/**
 * The state that the journal stands for. It is the fold of the entries after the snapshot, where
 * the journal confirms the snapshot's position; otherwise of all entries, from `initial`. A
 * snapshot that is missing, damaged, of another version or of another journal is ignored, never an
 * error. Entries before the snapshot are not looked at.
 * @param version of the state's shape, as {@link readSnapshot} takes it
 * @throws JournalError as `Journal.read` and `fold`
 */
export async function project<S>(
  journal: Journal,
  snapshotFile: string,
  version: string,
  initial: S,
  evolve: EvolveState<S>,
): Promise<Projection<S>> {
  const snapshot = readSnapshot<S>(snapshotFile, version);
  const confirmed = snapshot !== null && (await journal.confirms(snapshot.position));
  return projectFrom(journal, confirmed ? snapshot : null, initial, evolve);
}

/** The projection of a journal that is whole. */
export interface WholeProjection<S> extends Projection<S> {
  /** A digest of the journal's beginning, to go on from. */
  readonly digest: Digest | undefined;
}

/**
 * As {@link project}, for a command that changes something: the whole journal is checked. The
 * digest of the snapshot vouches for the entries before it, at the cost of one SHA-256. Where it
 * does not, each entry is read, which finds the place of the damage.
 * @throws JournalError `JOURNAL_DAMAGED` naming the line; `JOURNAL_SHORTENED` where an entry is
 *   missing that the snapshot proves; as {@link project}
 */
export async function projectWhole<S>(
  journal: Journal,
  snapshotFile: string,
  version: string,
  initial: S,
  evolve: EvolveState<S>,
): Promise<WholeProjection<S>> {
  const snapshot = readAnySnapshot<S>(snapshotFile);
  if (snapshot !== null && (await journal.confirms(snapshot.position))) {
    const digest = await journal.digest(snapshot.position);
    if (digest.text === snapshot.digest) {
      const base = snapshot.version === version ? snapshot : null;
      return { ...(await projectFrom(journal, base, initial, evolve)), digest };
    }
  }
  const loss = await findLoss(journal, snapshot);
  if (loss.error !== null) throw loss.error;
  const { timeline: _, ...folded } = foldWhole(loss.entries, initial, evolve);
  return { ...folded, position: loss.end, digest: undefined };
}

async function projectFrom<S>(
  journal: Journal,
  snapshot: Snapshot<S> | null,
  initial: S,
  evolve: EvolveState<S>,
): Promise<Projection<S>> {
  const { state, position, unconfirmed } = snapshot ?? {
    ...{ state: initial, position: START, unconfirmed: null },
  };
  const tail = await journal.read(position);
  if (!tail.entries.some(reselects))
    return fold({ state, position, unconfirmed, pending: null }, tail, evolve);
  // An undo changes which earlier entries are in effect, so the fold starts from the beginning.
  const { entries, end } = position.seq === 0 ? tail : await journal.read();
  const { timeline: _, ...folded } = foldWhole(entries, initial, evolve);
  return { ...folded, position: end };
}

/** Whether an entry may change which earlier ones are in effect. */
function reselects(entry: Entry): boolean {
  return isHistoryEntry(entry) && entry.type !== 'confirm';
}
