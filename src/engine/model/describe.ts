import { type Entry, intentWith, isHistoryEntry } from '@vpcctl/journal';
import type { Registry } from '../registry/registry.js';
import { readData } from './evolve.js';

/** Describes an entry: `create VPC vpc1 10.0.0.0/16`, `undo 5 (peer vpc1 with vpc2)`. */
export function describeEntry(registry: Registry, entry: Entry, entries: readonly Entry[]): string {
  if (isHistoryEntry(entry)) {
    return `${entry.type} ${describeTargets(registry, entry.data.targets, entries)}`;
  }
  const intent = registry.intent(entry.type);
  return intent?.describe(readData(intent, entry)) ?? `${entry.type} (plugin not installed)`;
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
 * The names of the VPCs that an entry is about. An undo, redo or revert has those of its targets.
 */
export function aboutEntry(
  registry: Registry,
  entry: Entry,
  entries: readonly Entry[],
): readonly string[] {
  if (!isHistoryEntry(entry)) {
    const intent = registry.intent(entry.type);
    return intent?.about?.(readData(intent, entry)) ?? [];
  }
  const names = entry.data.targets.flatMap((seq) => {
    const target = intentWith(entries, seq);
    return target === undefined ? [] : aboutEntry(registry, target, entries);
  });
  return [...new Set(names)];
}
