/** The façade of `bisect`, and of probes; `reach` itself is in `recorded`. */
import type { Flow } from '../../model/reach/index.js';
import { openReader } from '../context/open.js';
import { parsePointInTime, stateAt } from '../history/point-in-time.js';
import { describeEntry } from '../model/describe.js';
import type { PluginHost } from '../registry/plugin-host.js';
import { type Bisected, bisect } from './bisect.js';
import { readHostView } from './model.js';

export { readArrow } from './flow-words.js';
export { probeFlow, probeFlows } from './probe.js';
export type { Answer } from './query.js';

/** The result of a bisection, with its entry in words. */
export interface Found extends Bisected {
  readonly description: string;
}

/**
 * Finds the change that made a flow possible, broke it or sent it elsewhere. Takes no lock.
 * @throws VpcctlError as {@link bisect}; `POINT_IN_TIME_INVALID`
 */
export async function readBisected(
  plugins: PluginHost,
  flow: Flow,
  { good, bad = 'now' }: { readonly good: string | undefined; readonly bad: string | undefined },
): Promise<Found> {
  const now = Date.now();
  const bounds = {
    good: good === undefined ? null : parsePointInTime(good, now),
    bad: parsePointInTime(bad, now),
  };
  const { registry, journal } = await openReader(plugins);
  const { entries } = await journal.read();
  const host = await readHostView(plugins, stateAt(registry, entries, { type: 'now' }));
  const found = bisect(registry, entries, flow, bounds, host);
  return { ...found, description: describeEntry(registry, found.entry, entries) };
}
