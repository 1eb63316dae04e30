import { type Entry, isTimeEntry } from '@vpcctl/journal';
import { inputError, isVpcctlError } from '@vpcctl/sdk';
import type { EngineParts } from '../context.js';
import type { Plan } from '../model/plan.js';
import { commit, type Executed } from '../run/commit.js';
import type { Session } from '../run/session.js';
import { type Awaited, findAwaited, reversalOf } from './pending.js';
import {
  readUnconfirmed,
  removeUnconfirmed,
  stateDirectory,
  writeUnconfirmed,
} from './pending-file.js';

/** How a change is guarded: it is taken back unless it is confirmed in time. */
export interface Guard {
  /** Milliseconds from when the change is made. */
  readonly within: number;
  /** Starts what takes entry `seq` back, in a process that outlives this one. */
  readonly watch: (seq: number) => Promise<void>;
}

/**
 * Refuses a change while another awaits confirmation: what it would be made on may go at any moment. Only what takes
 * that one back may be done.
 * @returns the change that is taken back, or null
 * @throws VpcctlError `CONFIRMATION_AWAITED`
 */
export async function refuseWhileAwaiting(
  parts: EngineParts,
  planned: Plan,
): Promise<Awaited | null> {
  const directory = stateDirectory(parts);
  if (readUnconfirmed(directory) === null) return null;
  const awaited = await findAwaited(parts);
  // Left of a change that was never made: the next entry must not be taken for it.
  if (awaited === null) removeUnconfirmed(directory);
  if (awaited === null || takesBack(planned, awaited.entry)) return awaited;
  const { type, count } = reversalOf(awaited.entry);
  throw inputError(
    'CONFIRMATION_AWAITED',
    `"${awaited.description}" (entry ${awaited.seq}) awaits confirmation until ${awaited.deadline}`,
    'keep it: vpcctl confirm',
    `take it back: vpcctl ${type}${count === 1 ? '' : ` ${count}`}`,
  );
}

function takesBack(planned: Plan, entry: Entry): boolean {
  const targets = targetsOf(planned);
  if (planned.type !== reversalOf(entry).type) return false;
  const wanted = isTimeEntry(entry) && entry.type !== 'revert' ? entry.data.targets : [entry.seq];
  return wanted.every((seq) => targets.includes(seq));
}

function targetsOf({ type, data }: Plan): readonly number[] {
  const settled = { seq: 0, type, data };
  return isTimeEntry(settled) ? settled.data.targets : [];
}

/**
 * Makes a plan real under guard: it is watched before it is made, so that whatever cuts this process off, in the
 * middle too, it is taken back.
 */
export async function commitGuarded(
  parts: EngineParts,
  session: Session,
  planned: Plan,
  { within, watch }: Guard,
): Promise<Executed> {
  const directory = stateDirectory(parts);
  const seq = session.projection.position.seq + 1;
  const previous = readUnconfirmed(directory);
  const write = () =>
    writeUnconfirmed(directory, { seq, deadline: new Date(Date.now() + within).toISOString() });
  write();
  let executed: Executed;
  try {
    await watch(seq);
    executed = await commit(parts, session, planned);
  } catch (error) {
    // What could not be rolled back is tried again by what watches.
    if (isVpcctlError(error) && error.code === 'ROLLBACK_FAILED') throw error;
    if (previous === null) removeUnconfirmed(directory);
    else writeUnconfirmed(directory, previous);
    throw error;
  }
  try {
    // The time counts from when the change is made.
    write();
  } catch (error) {
    parts.log.warn({ seq, error: String(error) }, 'the time to confirm counts from the start');
  }
  return executed;
}
