import { vpcsOf, workloadsOf } from '@vpcctl/sdk';
import { findPendingConfirmation } from '../confirm/pending.js';
import type { EngineContext } from '../context/context.js';
import { readUplinks } from '../context/uplinks.js';
import { readHistory } from '../history/list.js';
import { readState } from '../model/read-state.js';
import {
  awaitEvents,
  changeEvents,
  type HostEvent,
  inOrder,
  type LinkSnapshot,
  repairEvents,
} from './event.js';

/** Which events are read. */
export interface EventSelection {
  /** Only those since this time: milliseconds since 1970. */
  readonly since?: number | undefined;
  /** At most so many, the newest ones. */
  readonly count?: number | undefined;
}

/**
 * Reads what is recorded, oldest first: changes, repairs, and the change that awaits confirmation.
 * Takes no lock.
 * @throws JournalError as `journal.read` does
 */
export async function readEvents(
  context: EngineContext,
  { since, count }: EventSelection,
): Promise<HostEvent[]> {
  // A change is an event when it ends, and the history knows it by its begin.
  const changes = await readHistory(context, since === undefined ? { count } : {});
  const events = inOrder([
    ...changeEvents(changes),
    ...awaitEvents(await findPendingConfirmation(context), changes),
    ...repairEvents(context.readRepairs().found),
  ]);
  const wanted = since === undefined ? events : events.filter(({ at }) => Date.parse(at) >= since);
  return count === undefined ? wanted : wanted.slice(Math.max(0, wanted.length - count));
}

/** What of the host may come and go, as it is now. @throws VpcctlError as `facts` */
export async function readLinks(context: EngineContext): Promise<LinkSnapshot> {
  const state = await readState(context);
  const { interfaces } = await context.facts({});
  const there = new Set(interfaces);
  const workloads = vpcsOf(state).flatMap(({ name }) => workloadsOf(state, name));
  return {
    uplinks: await readUplinks(context, state),
    workloads: new Set(
      workloads
        .filter(({ hostEnd }) => there.has(hostEnd.name))
        .map(({ vpc, subnet, instance }) =>
          [vpc, subnet, ...(instance === null ? [] : [instance])].join('/'),
        ),
    ),
  };
}
