import type { Counters } from '../../../host/index.js';
import type { TrafficEvent } from '../../shared/answers.js';

/** The counters at a time: milliseconds since 1970. */
export interface Sample {
  readonly at: number;
  readonly counters: readonly Counters[];
}

/**
 * The rates between two samples, in bytes a second; interfaces without traffic are left out, and
 * those that were made anew between the samples. Pure.
 */
export function ratesBetween(before: Sample, after: Sample): TrafficEvent {
  const seconds = (after.at - before.at) / 1000;
  const rates: Record<string, readonly [number, number]> = Object.create(null);
  const known = new Map(before.counters.map((each) => [each.name, each]));
  for (const { name, receivedBytes, sentBytes } of after.counters) {
    const was = known.get(name);
    if (was === undefined || seconds <= 0) continue;
    const [down, up] = [receivedBytes - was.receivedBytes, sentBytes - was.sentBytes];
    if (down < 0 || up < 0 || down + up === 0) continue;
    rates[name] = [Math.round(down / seconds), Math.round(up / seconds)];
  }
  return { at: after.at, rates: { ...rates } };
}
