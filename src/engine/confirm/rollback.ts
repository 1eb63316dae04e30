import type { EngineParts } from '../context.js';
import type { Plan } from '../model/plan.js';
import { planTime } from '../model/plan-history.js';
import { commit, type Executed } from '../run/commit.js';
import { type Session, withSession } from '../run/session.js';
import { type Awaited, findAwaited, isOverdue, reversalOf } from './pending.js';
import { readUnconfirmed, removeUnconfirmed, stateDirectory } from './pending-file.js';

/**
 * Takes a change back that awaits confirmation, by the engine's own undo (redo, where it is an undo itself).
 * @param when looked at under the lock: whether it is to be taken back
 * @returns null where none awaits confirmation any more, or `when` says no
 * @throws VpcctlError as any change does; it then awaits confirmation as before
 */
export function takeBack(
  parts: EngineParts,
  when: (awaited: Awaited) => boolean,
): Promise<Executed | null> {
  return withSession(parts, async (session) => {
    const awaited = await findAwaited(parts);
    if (awaited === null) removeUnconfirmed(stateDirectory(parts));
    if (awaited === null || !when(awaited)) return null;
    return record(parts, session, awaited, planReversal(parts, awaited));
  });
}

/**
 * Takes back what was not confirmed in time and is still there, since what watched it was ended. Before a command
 * starts, as an interrupted one is rolled back.
 */
export async function takeBackOverdue(parts: EngineParts): Promise<void> {
  if (readUnconfirmed(stateDirectory(parts)) === null) return;
  await takeBack(parts, (awaited) => isOverdueAndSaid(parts, awaited));
}

/** A change that was not confirmed in time, for a host of which nobody knows what it has of it. */
export interface Overdue {
  /** What takes it back. */
  readonly planned: Plan;
  /** Records that, when the host has been made to match it. */
  readonly record: (session: Session) => Promise<unknown>;
}

/** What was not confirmed in time and still stands in the journal; null where there is nothing. */
export async function findOverdue(parts: EngineParts): Promise<Overdue | null> {
  const awaited = await findAwaited(parts);
  if (awaited === null || !isOverdueAndSaid(parts, awaited)) return null;
  const planned = planReversal(parts, awaited);
  return {
    planned,
    record: (session) => record(parts, session, awaited, { ...planned, commands: [] }),
  };
}

function planReversal({ registry }: EngineParts, { entry, entries }: Awaited): Plan {
  return planTime(registry, entries, reversalOf(entry));
}

async function record(
  parts: EngineParts,
  session: Session,
  { seq }: Awaited,
  planned: Plan,
): Promise<Executed> {
  const executed = await commit(parts, session, planned);
  removeUnconfirmed(stateDirectory(parts));
  parts.log.warn({ of: seq, by: executed.entry.seq }, 'not confirmed; taken back');
  return executed;
}

function isOverdueAndSaid({ observer }: EngineParts, awaited: Awaited): boolean {
  if (!isOverdue(awaited)) return false;
  const { description, seq } = awaited;
  observer.notice?.(`"${description}" (entry ${seq}) was not confirmed in time: taking it back`);
  return true;
}
