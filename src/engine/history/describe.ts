import { type Entry, intentWith, isHistoryEntry } from '@vpcctl/journal';
import { readData } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';

/** An entry in words: `create VPC vpc1 10.0.0.0/16`, `undo 5 (peer vpc1 with vpc2)`. */
export function describeEntry(registry: Registry, entry: Entry, entries: readonly Entry[]): string {
  if (isHistoryEntry(entry)) {
    return `${entry.type} ${describeTargets(registry, entry.data.targets, entries)}`;
  }
  const intent = registry.intent(entry.type);
  return intent?.describe(readData(intent, entry)) ?? `${entry.type} (plugin not installed)`;
}

/** The entries that an undo, redo or revert is about: in words where it is one, else their numbers. */
export function describeTargets(
  registry: Registry,
  targets: readonly number[],
  entries: readonly Entry[],
): string {
  const [first, ...others] = targets;
  const target = first === undefined ? undefined : intentWith(entries, first);
  if (others.length > 0 || target === undefined) return targets.join(', ');
  return `${first} (${describeEntry(registry, target, entries)})`;
}

/** Names of the VPCs that an entry is about; an undo, redo or revert is about those of its targets. */
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
