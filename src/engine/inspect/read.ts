import {
  type Entry,
  type HistoryItem,
  history,
  type Projection,
  project,
  takenOut,
  timeline,
} from '@vpcctl/journal';
import type { State, TimeWish } from '@vpcctl/sdk';
import type { EngineParts } from '../context.js';
import { aboutEntry, describeEntry } from '../history/describe.js';
import { type HistorySelection, selectHistory } from '../history/select-history.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { type Plan, plan } from '../model/plan.js';
import { planTime } from '../model/plan-history.js';
import type { Registry } from '../registry/registry.js';
import { fitToHost } from '../run/adapt-plan.js';

/** What reading needs: no lock, no host. */
export type ReaderParts = Pick<
  EngineParts,
  'registry' | 'journal' | 'snapshotFile' | 'snapshotVersion'
>;

/** The state as of now. Takes no lock: a command that is running is not in it yet. */
export async function readState(parts: ReaderParts): Promise<State> {
  return (await readProjection(parts)).state;
}

/** An entry of the history, with its intent in words. */
export interface DescribedItem extends HistoryItem {
  readonly description: string;
  /** Names of the VPCs that it is about. */
  readonly about: readonly string[];
  /** The undo or revert that took it out of the fold; null where it counts, or never did. */
  readonly takenOutBy: number | null;
  /** Which of the two that was. */
  readonly takenOutHow: 'undone' | 'reverted' | null;
}

/**
 * The intents of the journal that are wanted (default: all) with their outcomes, oldest first. Takes no lock.
 * @throws VpcctlError as {@link selectHistory}
 */
export async function readHistory(
  parts: ReaderParts,
  selection?: HistorySelection,
): Promise<DescribedItem[]> {
  return describeHistory(parts.registry, (await parts.journal.read()).entries, selection);
}

/** The same of the entries of a whole journal. Pure. */
export function describeHistory(
  registry: Registry,
  entries: readonly Entry[],
  selection: HistorySelection = {},
): DescribedItem[] {
  const of = timeline(entries);
  const out = takenOut(of);
  const aboutOf = ({ entry }: HistoryItem) => aboutEntry(registry, entry, entries);
  return selectHistory(history(entries), aboutOf, selection).map((item) => {
    const takenOutBy = out.get(item.entry.seq) ?? null;
    return {
      ...item,
      description: describeEntry(registry, item.entry, entries),
      about: aboutOf(item),
      takenOutBy,
      takenOutHow: takenOutBy === null ? null : of.reverts.has(takenOutBy) ? 'reverted' : 'undone',
    };
  });
}

/**
 * What a command would do: nothing is locked, recorded or run.
 * @throws VpcctlError as the command itself would, of category `input`
 */
export async function rehearse(parts: EngineParts, type: string, input: unknown): Promise<Plan> {
  const { state, pending } = await readProjection(parts);
  if (pending !== null) {
    parts.observer.notice?.(
      `entry ${pending.seq} has no outcome: it is running, or was interrupted and is rolled back first`,
    );
  }
  return fitToHost(await plan(parts, state, type, input), parts.openHost(), parts.observer);
}

/** What an undo, redo or revert would do. */
export async function rehearseTime(parts: EngineParts, wish: TimeWish): Promise<Plan> {
  const planned = planTime(parts.registry, (await parts.journal.read()).entries, wish);
  return fitToHost(planned, parts.openHost(), parts.observer);
}

function readProjection(parts: ReaderParts): Promise<Projection<State>> {
  const { registry, journal, snapshotFile, snapshotVersion } = parts;
  return project(journal, snapshotFile, snapshotVersion, EMPTY_STATE, evolve(registry));
}
