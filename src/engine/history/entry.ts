import { foldWhole } from '@vpcctl/journal';
import { type Change, diff, type HostCommand } from '@vpcctl/sdk';
import { type DescribedItem, describeHistory, type ReadContext } from '../inspect/read.js';
import { compileStep } from '../model/compile.js';
import { desiredStateOf } from '../model/desired.js';
import { EMPTY_STATE, evolve, unknownIntents } from '../model/evolve.js';
import { requireEntry, stateWithPending } from '../model/plan-history.js';
import { type StateChange, stateDifference } from './diff.js';

/** An entry of the history whole: what it came to, or, where it failed, would have. */
export interface InspectedEntry extends DescribedItem {
  readonly state: readonly StateChange[];
  readonly changes: readonly Change[];
  readonly commands: readonly HostCommand[];
  /** Intents of plugins that aren't installed have part in it: what they stand for can't be shown. */
  readonly foreign: readonly string[];
}

/**
 * One entry of the history with the difference that it made, worked out from the journal: the fold before it and the
 * fold with it. Takes no lock.
 * @throws VpcctlError `ENTRY_UNKNOWN`
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
    foreign: [...new Set([...unknownIntents(before), ...unknownIntents(after)])],
  };
}
