import {
  type Entry,
  type HistoryItem,
  history,
  type Projection,
  project,
  removedBy,
  timeline,
} from '@vpcctl/journal';
import type { HistoryRequest, State } from '@vpcctl/sdk';
import type { EngineContext } from '../context.js';
import { aboutEntry, describeEntry } from '../history/describe.js';
import { type HistorySelection, selectHistory } from '../history/select-history.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { type Plan, plan } from '../model/plan.js';
import { planHistory } from '../model/plan-history.js';
import type { Registry } from '../registry/registry.js';
import { adaptToHost } from '../run/adapt-plan.js';

/** What reading needs: no lock, no host. */
export type ReadContext = Pick<
  EngineContext,
  'registry' | 'journal' | 'snapshotFile' | 'snapshotVersion'
>;

/** The state as of now. Takes no lock: a command that is running is not in it yet. */
export async function readState(context: ReadContext): Promise<State> {
  return (await readProjection(context)).state;
}

/** An entry of the history, with its intent in words. */
export interface DescribedItem extends HistoryItem {
  readonly description: string;
  /** Names of the VPCs that it is about. */
  readonly about: readonly string[];
  /** The undo or revert that took it out of the fold; null where it counts, or never did. */
  readonly removedBy: number | null;
  /** Which of the two that was. */
  readonly removedHow: 'undone' | 'reverted' | null;
}

/**
 * The intents of the journal that are wanted (default: all) with their outcomes, oldest first. Takes no lock.
 * @throws VpcctlError as {@link selectHistory}
 */
export async function readHistory(
  context: ReadContext,
  selection?: HistorySelection,
): Promise<DescribedItem[]> {
  return describeHistory(context.registry, (await context.journal.read()).entries, selection);
}

/** The same of the entries of a whole journal. Pure. */
export function describeHistory(
  registry: Registry,
  entries: readonly Entry[],
  selection: HistorySelection = {},
): DescribedItem[] {
  const of = timeline(entries);
  const out = removedBy(of);
  const aboutOf = ({ entry }: HistoryItem) => aboutEntry(registry, entry, entries);
  return selectHistory(history(entries), aboutOf, selection).map((item) => {
    const removedBy = out.get(item.entry.seq) ?? null;
    return {
      ...item,
      description: describeEntry(registry, item.entry, entries),
      about: aboutOf(item),
      removedBy,
      removedHow: removedBy === null ? null : of.reverts.has(removedBy) ? 'reverted' : 'undone',
    };
  });
}

/**
 * What a command would do: nothing is locked, recorded or run.
 * @throws VpcctlError as the command itself would, of category `input`
 */
export async function dryRun(context: EngineContext, type: string, input: unknown): Promise<Plan> {
  const { state, pending } = await readProjection(context);
  if (pending !== null) {
    context.observer.notice?.(
      `entry ${pending.seq} has no outcome: it is running, or was interrupted and is rolled back first`,
    );
  }
  return adaptToHost(await plan(context, state, type, input), context.openHost(), context.observer);
}

/** What an undo, redo or revert would do. */
export async function dryRunHistory(
  context: EngineContext,
  request: HistoryRequest,
): Promise<Plan> {
  const planned = planHistory(context.registry, (await context.journal.read()).entries, request);
  return adaptToHost(planned, context.openHost(), context.observer);
}

/** The state as of now, and the change without an outcome where there is one. */
export function readProjection(context: ReadContext): Promise<Projection<State>> {
  const { registry, journal, snapshotFile, snapshotVersion } = context;
  return project(journal, snapshotFile, snapshotVersion, EMPTY_STATE, evolve(registry));
}
