import {
  type ChangeEvent,
  type Entry,
  eventsOf,
  intentWith,
  isHistoryEntry,
} from '@vpcctl/journal';
import type { Json } from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import { readData } from './evolve.js';

/**
 * Describes an entry: `create VPC vpc1 10.0.0.0/16`, `undo 5 (peer vpc1 with vpc2)`. A change is
 * described by its first event.
 */
export function describeEntry(registry: Registry, entry: Entry, entries: readonly Entry[]): string {
  if (isHistoryEntry(entry)) {
    return `${entry.type} ${describeTargets(registry, entry.data.targets, entries)}`;
  }
  const events = eventsOf(entry);
  const [first] = events;
  if (first === undefined) return entry.type;
  return describeChange(events, describeEvent(registry, entry.seq, first));
}

/**
 * A change in words: those of its first event. Where all events are of one type, as when several
 * things are deleted at once, it says how many more there are. Pure.
 * @param first the first event in words
 */
export function describeChange(
  events: readonly { readonly type: string }[],
  first: string,
): string {
  const more = events.length - 1;
  const isAlike = events.every(({ type }) => type === events[0]?.type);
  return isAlike && more > 0 ? `${first} (and ${more} more)` : first;
}

/**
 * Describes one event of a change: `create VPC vpc1 10.0.0.0/16`.
 * @param seq the number of the change
 */
export function describeEvent(registry: Registry, seq: number, event: ChangeEvent): string {
  const intent = registry.intent(event.type);
  return intent?.describe(readData(intent, seq, event)) ?? `${event.type} (plugin not installed)`;
}

/** An event with its change in words. */
export interface DescribedEvent {
  readonly type: string;
  readonly version: number;
  readonly data: Json;
  readonly description: string;
}

/** Describes the events of a change, in order; none of any other entry. */
export function describeEvents(registry: Registry, entry: Entry): DescribedEvent[] {
  return eventsOf(entry).map((event) => {
    const { type, v: version, data } = event;
    return { type, version, data, description: describeEvent(registry, entry.seq, event) };
  });
}

/** Describes the targets of an undo, redo or revert: one in words, several by their numbers. */
export function describeTargets(
  registry: Registry,
  targets: readonly number[],
  entries: readonly Entry[],
): string {
  const [first, ...rest] = targets;
  const target = first === undefined ? undefined : intentWith(entries, first);
  if (rest.length > 0 || target === undefined) return targets.join(', ');
  return `${first} (${describeEntry(registry, target, entries)})`;
}

/**
 * The names of the VPCs that an entry is about: those of all its events. An undo, redo or revert
 * has those of its targets.
 */
export function aboutEntry(
  registry: Registry,
  entry: Entry,
  entries: readonly Entry[],
): readonly string[] {
  const names = isHistoryEntry(entry)
    ? entry.data.targets.flatMap((seq) => {
        const target = intentWith(entries, seq);
        return target === undefined ? [] : aboutEntry(registry, target, entries);
      })
    : eventsOf(entry).flatMap((event) => {
        const intent = registry.intent(event.type);
        return intent?.about?.(readData(intent, entry.seq, event)) ?? [];
      });
  return [...new Set(names)];
}
