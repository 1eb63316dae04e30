import {
  type Entry,
  type HistoryItem,
  history,
  type Journal,
  type Removals,
  removalsIn,
  removedBy,
  timeline,
} from '@vpcctl/journal';
import { didYouMean, inputError, type VpcctlError } from '@vpcctl/sdk';
import type { ReadContext } from '../context/context.js';
import { type UnknownEvent, unknownIn } from '../missing/unknown-events.js';
import {
  aboutEntry,
  type DescribedEvent,
  describeChange,
  describeEntry,
  describeEvents,
} from '../model/describe.js';
import type { Registry } from '../registry/registry.js';
import { readNewest } from './newest.js';

/** Which changes of the history to list. */
export interface HistorySelection {
  /** Only changes that began at this time or later: milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Only changes about the VPC of this name. */
  readonly vpc?: string | undefined;
  /** At most this many, the newest ones. */
  readonly count?: number | undefined;
}

/** A change of the history in words. */
export interface DescribedItem extends HistoryItem {
  readonly description: string;
  /** The events of a change, in order; none of an undo, redo, revert or confirmation. */
  readonly events: readonly DescribedEvent[];
  /** Names of the VPCs that the change is about. */
  readonly about: readonly string[];
  /** The undo or revert that took it out of the fold; null where it is active, or never was. */
  readonly removedBy: number | null;
  /** Whether an undo or a revert did that. */
  readonly removedHow: 'undone' | 'reverted' | null;
  /** Its events whose plugin is not installed, where the change is in effect. */
  readonly unknown: readonly UnknownEvent[];
}

/**
 * Reads the selected changes of the journal (default: all) with their outcomes, oldest first. Takes
 * no lock.
 * @throws VpcctlError as {@link selectHistory}; JournalError as `journal.read` does
 */
export async function readHistory(
  { registry, journal }: ReadContext,
  selection: HistorySelection = {},
): Promise<DescribedItem[]> {
  const { entries, removals } = await readSelection(journal, selection);
  return describeHistory(registry, entries, selection, removals);
}

/**
 * Reads the entries that the description of a selection needs: the end of the journal where it is
 * of the newest changes. Takes no lock.
 * @throws JournalError as `journal.read` does
 */
export async function readSelection(
  journal: Journal,
  { count, since, vpc }: HistorySelection,
): Promise<{ readonly entries: readonly Entry[]; readonly removals: Removals }> {
  if (count !== undefined && since === undefined && vpc === undefined) {
    const entries = await readNewest(journal, count);
    return { entries, removals: removalsIn(entries) };
  }
  const { entries } = await journal.read();
  return { entries, removals: timeline(entries) };
}

/**
 * Describes the selected changes of a journal, oldest first. Pure.
 * @param entries the whole journal, or its end with what is about the selected changes
 * @param removals those of the journal; by default the timeline of a whole one
 * @throws VpcctlError as {@link selectHistory}
 */
export function describeHistory(
  registry: Registry,
  entries: readonly Entry[],
  selection: HistorySelection = {},
  removals: Removals = timeline(entries),
): DescribedItem[] {
  const removers = removedBy(removals);
  const aboutOf = ({ entry }: HistoryItem) => aboutEntry(registry, entry, entries);
  return selectHistory(history(entries), aboutOf, selection).map((item) => {
    const remover = removers.get(item.entry.seq) ?? null;
    const events = describeEvents(registry, item.entry);
    const isInEffect = item.outcome === 'applied' && remover === null;
    return {
      ...item,
      description:
        events[0] === undefined
          ? describeEntry(registry, item.entry, entries)
          : describeChange(events, events[0].description),
      events,
      about: aboutOf(item),
      removedBy: remover,
      unknown: isInEffect ? unknownIn(registry, item.entry) : [],
      removedHow: remover === null ? null : removals.reverts.has(remover) ? 'reverted' : 'undone',
    };
  });
}

/**
 * Selects items, in the order given. Pure.
 * @param aboutOf names the VPCs that an item is about; called only when a VPC is selected
 * @throws VpcctlError `VPC_UNKNOWN` where no item is about that VPC
 */
export function selectHistory(
  items: readonly HistoryItem[],
  aboutOf: (item: HistoryItem) => readonly string[],
  { since, vpc, count }: HistorySelection,
): readonly HistoryItem[] {
  let wanted = vpc === undefined ? items : aboutVpc(items, aboutOf, vpc);
  if (since !== undefined) wanted = wanted.filter(({ entry }) => Date.parse(entry.at) >= since);
  return count === undefined ? wanted : wanted.slice(Math.max(0, wanted.length - count));
}

function aboutVpc(
  items: readonly HistoryItem[],
  aboutOf: (item: HistoryItem) => readonly string[],
  vpc: string,
): HistoryItem[] {
  const known = new Set<string>();
  const wanted = items.filter((item) => {
    const about = aboutOf(item);
    for (const name of about) known.add(name);
    return about.includes(vpc);
  });
  if (!known.has(vpc)) throw unknownVpc(vpc, [...known].sort());
  return wanted;
}

function unknownVpc(name: string, known: readonly string[]): VpcctlError {
  const suggestion = didYouMean(name, known);
  return inputError(
    'VPC_UNKNOWN',
    `the history has nothing about a VPC ${JSON.stringify(name)}`,
    ...(suggestion === null ? [] : [`did you mean ${suggestion}?`]),
    known.length === 0 ? 'it is about no VPC yet' : `it is about: ${known.join(', ')}`,
  );
}
