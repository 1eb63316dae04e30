import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  canonicalJson,
  type Entry,
  foldWhole,
  lastSeq,
  readSnapshot,
  type Snapshot,
} from '@vpcctl/journal';
import { type Json, type State, VpcctlError } from '@vpcctl/sdk';
import { stateAt } from '../history/at.js';
import { EMPTY_STATE, evolve, unknownIntents } from '../model/evolve.js';
import { lower } from '../model/lower.js';
import type { Registry } from '../registry/registry.js';
import type { ReadContext } from './read.js';

/** What is known of a journal that was verified. */
export interface Audit {
  /** How many changes it records. */
  readonly entries: number;
  /** How many lines it has: a change has one, and one for its outcome. */
  readonly lines: number;
  /** The hash of the last line, which stands for all of them; null where there is none. */
  readonly head: string | null;
  /** The number of an entry that has no outcome yet. */
  readonly pending: number | null;
  /** Whether an incomplete line follows: an append that is being made, or was cut short. */
  readonly torn: boolean;
  /**
   * What the snapshot is worth, and the entry it stands at. `unusable`: damaged, of another version or another journal;
   * it is passed over, and written anew by the next change.
   */
  readonly snapshot: {
    readonly status: 'current' | 'behind' | 'missing' | 'unusable';
    readonly seq: number | null;
  };
  /** SHA-256 over canonical JSON: the same on every machine for the same journal. */
  readonly digests: { readonly state: string; readonly resources: string };
  /** Intents that no installed plugin knows; what they stand for is not in the digest of the resources. */
  readonly foreign: readonly string[];
}

/**
 * Checks all of a journal: every entry and the chain of their hashes, the fold, and the snapshot against the fold. Takes
 * no lock, changes nothing.
 * @throws JournalError `JOURNAL_DAMAGED` naming the line, `JOURNAL_INCONSISTENT` naming the entry; VpcctlError
 *   `ENTRY_UNREADABLE`, `SNAPSHOT_DISAGREES`
 */
export async function auditJournal(context: ReadContext): Promise<Audit> {
  const { registry, journal, snapshotFile, snapshotVersion } = context;
  // Before the journal: so it is never ahead of what is read of that.
  const snapshot = readSnapshot<State>(snapshotFile, snapshotVersion);
  const { entries, torn } = await journal.read();
  const { state, pending } = foldWhole(entries, EMPTY_STATE, evolve(registry));
  return {
    entries: lastSeq(entries),
    lines: entries.length,
    head: entries.at(-1)?.hash ?? null,
    pending: pending?.seq ?? null,
    torn,
    snapshot: await auditSnapshot(context, entries, snapshot),
    digests: digestsOf(registry, state),
    foreign: unknownIntents(state),
  };
}

/** The digests of a state and of the resources that it stands for, in hexadecimal. Pure. */
export function digestsOf(registry: Registry, state: State): Audit['digests'] {
  const resources = lower(registry, state)
    .map(({ kind, id, attributes }) => ({ kind, id, attributes }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { state: digest(state), resources: digest(resources) };
}

async function auditSnapshot(
  { registry, journal, snapshotFile }: ReadContext,
  entries: readonly Entry[],
  snapshot: Snapshot<State> | null,
): Promise<Audit['snapshot']> {
  if (snapshot === null) {
    return { status: existsSync(snapshotFile) ? 'unusable' : 'missing', seq: null };
  }
  const { position, state } = snapshot;
  if (!(await journal.confirms(position))) return { status: 'unusable', seq: null };
  const { line, seq } = position;
  const folded = stateAt(registry, entries.slice(0, line), { type: 'now' });
  if (digest(folded) === digest(state)) {
    return { status: line === entries.length ? 'current' : 'behind', seq };
  }
  throw new VpcctlError(
    `the snapshot ${snapshotFile} is not what the journal comes to at entry ${seq}`,
    {
      code: 'SNAPSHOT_DISAGREES',
      category: 'journal',
      hints: [`the journal is the truth: delete ${snapshotFile}, and it is rebuilt`],
    },
  );
}

function digest(value: Json): string {
  // What a snapshot has gone through, so that what JSON does not keep makes no difference.
  const stored: Json = JSON.parse(JSON.stringify(value));
  return createHash('sha256').update(canonicalJson(stored)).digest('hex');
}
