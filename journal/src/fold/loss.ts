import type { Entry } from '../entry/entry.js';
import { type JournalError, shortened } from '../entry/error.js';
import { acceptsLossOf } from '../entry/loss.js';
import { advance, type Position, START } from '../entry/position.js';
import type { Journal } from '../store/journal.js';
import type { Snapshot } from '../store/snapshot.js';

/** What was found of a journal that may be damaged. */
export interface Loss {
  /** Its entries up to the first damage. */
  readonly entries: readonly Entry[];
  /** Whether an incomplete line follows, as `Tail` has it. */
  readonly torn: boolean;
  /** The position after the last of `entries`. */
  readonly end: Position;
  /** What is damaged or missing; null where the journal is whole. */
  readonly error: JournalError | null;
}

/** What a snapshot proves of the journal that it was made of. */
type Proof = Pick<Snapshot<unknown>, 'position' | 'origin'>;

/**
 * Reads a whole journal, and looks for what is damaged, or missing although the snapshot proves
 * that it was there. Takes no lock.
 * @param proof the snapshot, of any version; null where there is none
 * @throws JournalError `JOURNAL_READ_FAILED`
 */
export async function findLoss(journal: Journal, proof: Proof | null): Promise<Loss> {
  const { fault, ...read } = await journal.readSound();
  return { ...read, error: fault ?? missingEntry(journal.name, read.entries, proof) };
}

/**
 * The error for a whole journal that lacks the entry at a snapshot's position, unless a later entry
 * accepts that, or the snapshot is of another journal. Null where nothing is missing. Pure.
 * @param name the journal, for the error
 */
export function missingEntry(
  name: string,
  entries: readonly Entry[],
  proof: Proof | null,
): JournalError | null {
  if (proof === null || proof.position.line === 0) return null;
  const { position, origin } = proof;
  const [first] = entries;
  if (entries[position.line - 1]?.hash === position.hash) return null;
  if (first !== undefined && origin !== first.hash) return null;
  if (entries.some((entry) => acceptsLossOf(entry, position.hash))) return null;
  return shortened(name, entries.reduce(advance, START), position);
}
