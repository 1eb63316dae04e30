/** What commands that look at the past call; loaded only by them. */
import type { State } from '@vpcctl/sdk';
import { openReader } from '../open.js';
import type { PluginHost } from '../registry/plugin-host.js';
import { stateAt } from './at.js';
import { type Difference, differenceBetween } from './diff.js';
import { parsePointInTime } from './moment.js';

export { commandLine } from '../../host/process/quote.js';
export { readHistory } from '../inspect/read.js';
export { renderCommands } from '../inspect/render.js';
export { openReader } from '../open.js';
export { inspectEntry } from './entry.js';
export { parseTime } from './moment.js';

/**
 * The world as of `at`: an entry or a time, as {@link parsePointInTime} reads it. Takes no lock.
 * @throws VpcctlError `MOMENT_INVALID`; as {@link stateAt}
 */
export async function readStateAt(plugins: PluginHost, at: string): Promise<State> {
  const pointInTime = parsePointInTime(at, Date.now());
  const { registry, journal } = await openReader(plugins);
  return stateAt(registry, (await journal.read()).entries, pointInTime);
}

/**
 * What changed from one point in the history to another, each as {@link parsePointInTime} reads it. Takes no lock.
 * @throws VpcctlError `MOMENT_INVALID`; as {@link stateAt}
 */
export async function readDifference(
  plugins: PluginHost,
  from: string,
  to: string,
): Promise<Difference> {
  const now = Date.now();
  const [a, b] = [parsePointInTime(from, now), parsePointInTime(to, now)];
  const { registry, journal } = await openReader(plugins);
  return differenceBetween(registry, (await journal.read()).entries, a, b);
}
