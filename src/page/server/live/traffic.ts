import type { LinkCounters } from '../../../host/index.js';
import type { TrafficEvent } from '../../shared/answers.js';

/** The counters at a time: milliseconds since 1970. */
export interface Sample {
  readonly at: number;
  readonly counters: ReadonlyMap<string, LinkCounters>;
}

/**
 * The rates between two samples, in bytes a second; interfaces without traffic are left out, and
 * those that were made anew between the samples. Pure.
 */
export function ratesBetween(before: Sample, after: Sample): TrafficEvent {
  const seconds = (after.at - before.at) / 1000;
  const rates: Record<string, readonly [number, number]> = Object.create(null);
  for (const [name, { received, sent }] of after.counters) {
    const was = before.counters.get(name);
    if (was === undefined || seconds <= 0) continue;
    const [down, up] = [received - was.received, sent - was.sent];
    if (down < 0 || up < 0 || down + up === 0) continue;
    rates[name] = [Math.round(down / seconds), Math.round(up / seconds)];
  }
  return { at: after.at, rates: { ...rates } };
}
