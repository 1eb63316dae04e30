import { foldWhole } from '@vpcctl/journal';
import { type Change, diff, type Operation } from '@vpcctl/sdk';
import type { ReadContext } from '../context/context.js';
import { type UnknownEvent, unknownInEither } from '../missing/unknown-events.js';
import { compileStep } from '../model/compile.js';
import { desiredStateOf } from '../model/desired.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { requireEntry, stateWithPending } from '../model/plan-history.js';
import { type StateChange, stateDifference } from './diff.js';
import { type DescribedItem, describeHistory } from './list.js';

/**
 * A change of the history with its full effect, or with what it would have done where it failed.
 */
export interface InspectedEntry extends Omit<DescribedItem, 'unknown'> {
  readonly state: readonly StateChange[];
  readonly changes: readonly Change[];
  readonly commands: readonly Operation[];
  /** Events in effect whose plugin isn't installed. Their resources can't be shown. */
  readonly unknown: readonly UnknownEvent[];
}

/**
 * Reads one change of the history with its effect. Takes no lock. The effect is the difference
 * between the fold without the change and the fold with it.
 * @throws VpcctlError `ENTRY_UNKNOWN`; JournalError as `journal.read` does
 */
export async function inspectEntry(context: ReadContext, seq: number): Promise<InspectedEntry> {
  const { registry } = context;
  const { entries } = await context.journal.read();
  const entry = requireEntry(entries, seq);
  const item = describeHistory(registry, entries).find((one) => one.entry.seq === seq);
  if (item === undefined) throw new RangeError(`the history lacks entry ${seq}`);
  const prefix = entries.slice(0, entries.indexOf(entry) + 1);
  const before = foldWhole(prefix, EMPTY_STATE, evolve(registry)).state;
  const after = stateWithPending(registry, prefix, entry);
  const [was, is] = [desiredStateOf(registry, before), desiredStateOf(registry, after)];
  return {
    ...item,
    state: stateDifference(before, after),
    changes: diff(was.resources, is.resources),
    commands: compileStep(was, is),
    unknown: unknownInEither(before, after),
  };
}
