import { type ChangeEntry, changesAmong, type Entry } from '@vpcctl/journal';
import { inputError, isVpcctlError, type State, type VpcctlError } from '@vpcctl/sdk';
import { refuseUnfollowed } from '../missing/renames.js';
import type { Registry } from '../registry/registry.js';
import { describeEntry } from './describe.js';
import { EMPTY_STATE, evolve, evolveEvent, readData } from './evolve.js';

/**
 * Refuses a selection of changes that breaks the precondition of one of them. Grandfathered changes
 * are exempt. Pure.
 * @param selected the numbers of the changes that would be active
 * @param before the numbers of the changes that are active now
 * @param begin the state before `entries`
 * @throws VpcctlError `REVERT_DEPENDED`, with a hint for each change whose precondition would break
 */
export function refuseBrokenDependents(
  registry: Registry,
  entries: readonly Entry[],
  selected: readonly number[],
  before: readonly number[],
  begin: State = EMPTY_STATE,
): void {
  const active = new Set(selected);
  const exempt = grandfathered(registry, entries, before, begin);
  let state = begin;
  const broken: string[] = [];
  for (const entry of changesAmong(entries, active)) {
    const reason = exempt.has(entry.seq) ? null : brokenPrecondition(registry, state, entry);
    if (reason === null) state = evolve(registry)(state, entry);
    else broken.push(`${entry.seq} ${describeEntry(registry, entry, entries)}: ${reason}`);
  }
  if (broken.length === 0) return;
  throw inputError(
    'REVERT_DEPENDED',
    broken.length === 1
      ? 'a later change depends on it'
      : `${broken.length} later changes depend on it`,
    ...broken,
    'revert the changes named here first, the newest before the older ones',
  );
}

/**
 * Changes that are older than a validation rule they would fail today. Their precondition is
 * broken, but not by the change at hand, so they stay in effect. Pure.
 * @param selected the numbers of the active changes
 * @param begin the state before `entries`
 */
export function grandfathered(
  registry: Registry,
  entries: readonly Entry[],
  selected: readonly number[],
  begin: State = EMPTY_STATE,
): ReadonlySet<number> {
  const active = new Set(selected);
  const found = new Set<number>();
  let state = begin;
  for (const entry of changesAmong(entries, active)) {
    if (brokenPrecondition(registry, state, entry) !== null) found.add(entry.seq);
    state = evolve(registry)(state, entry);
  }
  return found;
}

/**
 * The message of the first broken precondition among the events of a change, each on the state that
 * has the events before it; null where all hold.
 */
export function brokenPrecondition(
  registry: Registry,
  state: State,
  { seq, events }: ChangeEntry,
): string | null {
  let before = state;
  for (const event of events) {
    const intent = registry.intent(event.type);
    try {
      if (intent !== undefined) {
        const data = readData(intent, seq, event);
        intent.precondition?.(before, data);
        refuseUnfollowed(registry, before, event.type, data);
      }
    } catch (error) {
      if (isVpcctlError(error) && isRefusal(error)) return error.message;
      throw error;
    }
    before = evolveEvent(registry, before, seq, event);
  }
  return null;
}

/** An error of another kind is no answer: an entry that cannot be read, for example. */
function isRefusal({ category, code }: VpcctlError): boolean {
  return category === 'input' || code === 'PLUGIN_MISSING';
}
