import { type Entry, intentsAmong } from '@vpcctl/journal';
import { inputError, isVpcctlError, type State } from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import { describeEntry } from './describe.js';
import { EMPTY_STATE, evolve, readData } from './evolve.js';

/**
 * Refuses a selection of intents that breaks the precondition of one of them. Grandfathered intents
 * are exempt. Pure.
 * @param selected the numbers of the intents that would be active
 * @param before the numbers of the intents that are active now
 * @throws VpcctlError `REVERT_DEPENDED`, with a hint for each intent whose precondition would break
 */
export function refuseBrokenDependents(
  registry: Registry,
  entries: readonly Entry[],
  selected: readonly number[],
  before: readonly number[],
): void {
  const active = new Set(selected);
  const exempt = grandfathered(registry, entries, before);
  let state: State = EMPTY_STATE;
  const broken: string[] = [];
  for (const entry of intentsAmong(entries, active)) {
    const reason = exempt.has(entry.seq) ? null : brokenPrecondition(registry, state, entry);
    if (reason === null) state = evolve(registry)(state, entry);
    else broken.push(`${entry.seq} ${describeEntry(registry, entry, entries)}: ${reason}`);
  }
  if (broken.length === 0) return;
  throw inputError(
    'REVERT_DEPENDED',
    `later changes depend on it: ${broken.length === 1 ? 'one' : broken.length}`,
    ...broken,
    'revert the changes named here first, the newest before the older ones',
  );
}

/**
 * Intents that are older than a validation rule they would fail today. Their precondition is
 * broken, but not by the change at hand, so they stay in effect. Pure.
 * @param selected the numbers of the active intents
 */
export function grandfathered(
  registry: Registry,
  entries: readonly Entry[],
  selected: readonly number[],
): ReadonlySet<number> {
  const active = new Set(selected);
  const found = new Set<number>();
  let state: State = EMPTY_STATE;
  for (const entry of intentsAmong(entries, active)) {
    if (brokenPrecondition(registry, state, entry) !== null) found.add(entry.seq);
    state = evolve(registry)(state, entry);
  }
  return found;
}

/**
 * The message of the broken precondition of an entry on `state`; null where the precondition holds.
 */
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
