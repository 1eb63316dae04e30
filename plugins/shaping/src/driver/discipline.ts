import type { Discipline } from '@vpcctl/sdk';
import { netemOptions, type ObservedQdisc, tbfOptions } from './parse.js';

/**
 * The kernel stores times in ticks of 64 ns (PSCHED_SHIFT in net/pkt_sched.h), and a burst as the
 * time that it takes to send.
 */
const TICK = 64e-9;

/** Whether a qdisc of the host has the wanted settings, within the kernel's precision. Pure. */
export function keeps(wanted: Discipline, { kind, options }: ObservedQdisc): boolean {
  if (wanted.kind !== kind) return false;
  if (wanted.kind === 'tbf') {
    const is = tbfOptions.safeParse(options).data;
    if (is === undefined) return false;
    const bytes = wanted.rate / 8;
    return (
      near(is.rate, bytes, 1) &&
      near(is.burst, wanted.burst, 2 + 2 * TICK * bytes) &&
      near(is.lat, wanted.latency, 2 + wanted.latency / 1000 + 2e6 / bytes)
    );
  }
  const is = netemOptions.safeParse(options).data;
  if (is === undefined) return false;
  return (
    is.limit === wanted.limit &&
    near(is.delay.delay * 1e6, wanted.delay, 2 + wanted.delay / 1e4) &&
    near(is.delay.jitter * 1e6, wanted.jitter, 2 + wanted.jitter / 1e4) &&
    near(is['loss-random'].loss * 100, wanted.loss, 0.0001 + wanted.loss / 1e4) &&
    near(is.rate?.rate ?? 0, (wanted.rate ?? 0) / 8, 1)
  );
}

function near(one: number, other: number, tolerance: number): boolean {
  return Math.abs(one - other) <= tolerance;
}
