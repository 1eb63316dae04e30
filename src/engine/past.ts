/** What commands that look at the past call; loaded only by them. */
import type { State } from '@vpcctl/sdk';
import { stateAt } from './at.js';
import { type Difference, differenceBetween } from './difference.js';
import { parseMoment } from './moment.js';
import { openReader } from './open.js';
import type { PluginHost } from './plugin-host.js';

export { commandLine } from '../host/quote.js';
export { inspectEntry } from './inspect.js';
export { parseTime } from './moment.js';
export { openReader } from './open.js';
export { readHistory } from './read.js';
export { renderCommands } from './render.js';

/**
 * The world as of `at`: an entry or a time, as {@link parseMoment} reads it. Takes no lock.
 * @throws VpcctlError `MOMENT_INVALID`; as {@link stateAt}
 */
export async function readStateAt(plugins: PluginHost, at: string): Promise<State> {
  const moment = parseMoment(at, Date.now());
  const { registry, journal } = await openReader(plugins);
  return stateAt(registry, (await journal.read()).entries, moment);
}

/**
 * What changed from one point in the history to another, each as {@link parseMoment} reads it. Takes no lock.
 * @throws VpcctlError `MOMENT_INVALID`; as {@link stateAt}
 */
export async function readDifference(
  plugins: PluginHost,
  from: string,
  to: string,
): Promise<Difference> {
  const now = Date.now();
  const [a, b] = [parseMoment(from, now), parseMoment(to, now)];
  const { registry, journal } = await openReader(plugins);
  return differenceBetween(registry, (await journal.read()).entries, a, b);
}
