import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  canonicalJson,
  type Entry,
  foldWhole,
  lastSeq,
  missingEntry,
  readAnySnapshot,
  type Snapshot,
} from '@vpcctl/journal';
import { type Json, type State, VpcctlError } from '@vpcctl/sdk';
import type { ReadContext } from '../context/context.js';
import { stateAt } from '../history/point-in-time.js';
import { type UnknownEvent, unknownEvents } from '../missing/unknown-events.js';
import { lower } from '../model/desired.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';

/** The result of verifying a journal. */
export interface Audit {
  /** The number of changes that it records. */
  readonly entries: number;
  /** The number of lines: one for each change, and one for each outcome. */
  readonly lines: number;
  /** The hash of the last line, which covers all lines; null for an empty journal. */
  readonly head: string | null;
  /** The number of a change that has no outcome yet. */
  readonly pending: number | null;
  /** Whether the journal has a torn tail: an append is running, or was cut short. */
  readonly torn: boolean;
  /**
   * The status of the snapshot, and the number of its last change. `unusable`: it is damaged, or
   * of another version or journal; readers ignore it, and the next change writes it again.
   */
  readonly snapshot: {
    readonly status: 'current' | 'behind' | 'missing' | 'unusable';
    readonly seq: number | null;
  };
  /** SHA-256 of the canonical JSON: the same on every machine for the same journal. */
  readonly digests: { readonly state: string; readonly resources: string };
  /** Events in effect that no installed plugin knows. Their resources are not in the digest. */
  readonly foreign: readonly UnknownEvent[];
}

/**
 * Checks a whole journal: every entry, the hash chain, the fold, and the snapshot against the fold.
 * Takes no lock, changes nothing.
 * @throws JournalError `JOURNAL_DAMAGED` naming the line, `JOURNAL_SHORTENED` where an entry is
 *   missing that the snapshot proves, `JOURNAL_INCONSISTENT` naming the entry;
 *   VpcctlError `ENTRY_UNREADABLE`, `SNAPSHOT_DISAGREES`
 */
export async function auditJournal(context: ReadContext): Promise<Audit> {
  const { registry, journal, snapshotFile } = context;
  // Read before the journal, so that the snapshot is never ahead of the entries.
  const snapshot = readAnySnapshot<State>(snapshotFile);
  const { entries, torn } = await journal.read();
  const { state, pending } = foldWhole(entries, EMPTY_STATE, evolve(registry));
  const missing = missingEntry(journal.name, entries, snapshot);
  if (missing !== null) throw missing;
  return {
    entries: lastSeq(entries),
    lines: entries.length,
    head: entries.at(-1)?.hash ?? null,
    pending: pending?.seq ?? null,
    torn,
    snapshot: auditSnapshot(context, entries, snapshot),
    digests: digestsOf(registry, state),
    foreign: unknownEvents(state),
  };
}

/** The digests of a state and of its resources, in hexadecimal. Pure. */
export function digestsOf(registry: Registry, state: State): Audit['digests'] {
  // What this host's uplinks add is no part of the history.
  const resources = lower(registry, state, { ...registry.place, uplinks: [] })
    .map(({ kind, id, attributes }) => ({ kind, id, attributes }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { state: digest(state), resources: digest(resources) };
}

function auditSnapshot(
  { registry, snapshotFile, snapshotVersion }: ReadContext,
  entries: readonly Entry[],
  snapshot: Snapshot<State> | null,
): Audit['snapshot'] {
  if (snapshot === null) {
    return { status: existsSync(snapshotFile) ? 'unusable' : 'missing', seq: null };
  }
  const { version, position, state } = snapshot;
  const { line, seq, hash } = position;
  const isOurs = version === snapshotVersion && entries[line - 1]?.hash === hash;
  if (!isOurs) return { status: 'unusable', seq: null };
  const folded = stateAt(registry, entries.slice(0, line), { type: 'now' });
  if (digest(folded) === digest(state)) {
    return { status: line === entries.length ? 'current' : 'behind', seq };
  }
  throw new VpcctlError(
    `the snapshot ${snapshotFile} differs from the state of the journal at entry ${seq}`,
    {
      code: 'SNAPSHOT_DISAGREES',
      category: 'journal',
      hints: [`the journal is the truth: delete ${snapshotFile}, and vpcctl rebuilds it`],
    },
  );
}

function digest(value: Json): string {
  // Through JSON, as a snapshot goes, so that values which JSON drops make no difference.
  const stored: Json = JSON.parse(JSON.stringify(value));
  return createHash('sha256').update(canonicalJson(stored)).digest('hex');
}
