import { type Entry, intentsAmong } from '@vpcctl/journal';
import { inputError, isVpcctlError, type State } from '@vpcctl/sdk';
import { describeEntry } from '../history/describe.js';
import type { Registry } from '../registry/registry.js';
import { EMPTY_STATE, evolve, readData } from './evolve.js';

/**
 * Refuses a selection of the journal's intents in which one doesn't stand on those before it, though it did.
 * @param selected `seq`s of the intents that would count
 * @param before those that count now
 * @throws VpcctlError `REVERT_DEPENDED`, with a hint for each that would fall
 */
export function refuseBrokenDependents(
  registry: Registry,
  entries: readonly Entry[],
  selected: readonly number[],
  before: readonly number[],
): void {
  const counts = new Set(selected);
  const tolerated = grandfathered(registry, entries, before);
  let state: State = EMPTY_STATE;
  const fallen: string[] = [];
  for (const entry of intentsAmong(entries, counts)) {
    const reason = tolerated.has(entry.seq) ? null : brokenPrecondition(registry, state, entry);
    if (reason === null) state = evolve(registry)(state, entry);
    else fallen.push(`${entry.seq} ${describeEntry(registry, entry, entries)}: ${reason}`);
  }
  if (fallen.length === 0) return;
  throw inputError(
    'REVERT_DEPENDED',
    `later changes depend on it: ${fallen.length === 1 ? 'one' : fallen.length}`,
    ...fallen,
    'revert those first, the latest of them before the others',
  );
}

/**
 * Intents that were recorded before a rule that refuses them: they don't stand, though nothing was taken from under
 * them. They go on counting.
 * @param selected `seq`s of the intents that count
 */
export function grandfathered(
  registry: Registry,
  entries: readonly Entry[],
  selected: readonly number[],
): ReadonlySet<number> {
  const counts = new Set(selected);
  const found = new Set<number>();
  let state: State = EMPTY_STATE;
  for (const entry of intentsAmong(entries, counts)) {
    if (brokenPrecondition(registry, state, entry) !== null) found.add(entry.seq);
    state = evolve(registry)(state, entry);
  }
  return found;
}

/** Why an entry's change doesn't stand on `state`, in words; null where it does. */
export function brokenPrecondition(registry: Registry, state: State, entry: Entry): string | null {
  const intent = registry.intent(entry.type);
  try {
    if (intent !== undefined) intent.precondition?.(state, readData(intent, entry));
    return null;
  } catch (error) {
    if (isVpcctlError(error) && error.category === 'input') return error.message;
    throw error;
  }
}
