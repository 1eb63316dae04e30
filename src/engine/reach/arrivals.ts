import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Flow, reach } from '../../model/reach/index.js';
import type { ReachQuery } from './query.js';

/** So many flows are checked in one turn: some milliseconds. */
const EACH_TURN = 500;

/**
 * Which of many flows arrive, without the reasons. Other work of the process goes on meanwhile.
 * @throws the reason of the signal
 */
export async function arrivals(
  { model }: Pick<ReachQuery, 'model'>,
  flows: readonly Flow[],
  signal: AbortSignal,
): Promise<boolean[]> {
  const arrived: boolean[] = [];
  for (const flow of flows) {
    arrived.push(reach(model, flow).reachable);
    if (arrived.length % EACH_TURN === 0) await nextTurn();
    signal.throwIfAborted();
  }
  return arrived;
}
