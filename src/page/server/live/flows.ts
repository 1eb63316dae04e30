import { plainLine, readFlowLines } from '../../../flow-logs/index.js';
import type { Tell } from './feed.js';

/** So many lines of the past are told first. */
const LAST = 100;

/** Tells the lines of the flow logs as `logs flow --follow` prints them. */
export async function tellFlows(tell: Tell, signal: AbortSignal): Promise<void> {
  tell('started', {});
  const lines = readFlowLines({
    wants: ({ status }) => status === 'OK',
    last: LAST,
    follow: signal,
  });
  for await (const line of lines) {
    if (signal.aborted) return;
    tell('flow', plainLine(line));
  }
}
