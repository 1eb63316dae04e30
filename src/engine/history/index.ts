/** The façade of the commands that read the past; loaded only by them. */
import type { State } from '@vpcctl/sdk';
import { openReader } from '../context/open.js';
import type { PluginHost } from '../registry/plugin-host.js';
import { type Difference, differenceBetween } from './diff.js';
import { parsePointInTime, stateAt } from './point-in-time.js';

export { commandLine } from '../../host/index.js';
export { openReader } from '../context/open.js';
export { renderCommands } from '../model/render.js';
export type { StateChange } from './diff.js';
export { type InspectedEntry, inspectEntry } from './entry.js';
export { type DescribedItem, readHistory } from './list.js';
export { parseTime } from './point-in-time.js';

/**
 * Reads the state at a point in the history. Takes no lock.
 * @param at an entry or a time, as {@link parsePointInTime} reads it
 * @throws VpcctlError `POINT_IN_TIME_INVALID`; as {@link stateAt}
 */
export async function readStateAt(plugins: PluginHost, at: string): Promise<State> {
  const pointInTime = parsePointInTime(at, Date.now());
  const { registry, journal } = await openReader(plugins);
  return stateAt(registry, (await journal.read()).entries, pointInTime);
}

/**
 * Reads the changes from one point in the history to another. Takes no lock.
 * @param from an entry or a time, as {@link parsePointInTime} reads it; `to` likewise
 * @throws VpcctlError `POINT_IN_TIME_INVALID`; as {@link stateAt}
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
