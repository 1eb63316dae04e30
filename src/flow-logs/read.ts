import { setTimeout as delay } from 'node:timers/promises';
import { BEGINNING, flowLogDirectory, readLines } from '../host/flow-logs/index.js';
import { statePaths } from '../host/index.js';
import type { FlowLine } from '../model/flows/index.js';
import { parseLine } from './formats.js';

/** How often a follower looks for more lines, in milliseconds. */
const LOOK_MS = 200;

export interface ReadOptions {
  /** Which lines are wanted. */
  readonly wants: (line: FlowLine) => boolean;
  /** Only so many of those that are there, the last ones; null: all. */
  readonly last: number | null;
  /** Goes on with lines that are written later, until it is aborted. */
  readonly follow: AbortSignal | null;
}

/**
 * The lines of the flow logs in the order in which they were written. What is no line is left out.
 * @throws VpcctlError `FLOW_LOGS_FAILED`
 */
export async function* readFlowLines(options: ReadOptions): AsyncGenerator<FlowLine> {
  const { wants, last, follow } = options;
  const directory = flowLogDirectory(statePaths().directory);
  let place = BEGINNING;
  const wanted = function* (): Generator<FlowLine> {
    for (const { text, next } of readLines(directory, place)) {
      place = next;
      const line = parseLine(text);
      if (line !== null && wants(line)) yield line;
    }
  };
  yield* last === null ? wanted() : lastOf(wanted(), last);
  while (follow !== null && !follow.aborted) {
    await delay(LOOK_MS, undefined, { signal: follow }).catch(() => {});
    yield* wanted();
  }
}

/** The last values of a sequence, of which no more are kept meanwhile. */
function lastOf<T>(values: Iterable<T>, count: number): T[] {
  let kept: T[] = [];
  for (const value of values) {
    kept.push(value);
    if (kept.length >= 2 * count + 1000) kept = kept.slice(-count);
  }
  return count === 0 ? [] : kept.slice(-count);
}
