import type { Discipline, ObservedQdisc } from '@vpcctl/sdk';

/**
 * The kernel stores times in ticks of 64 ns (PSCHED_SHIFT in net/pkt_sched.h), and a burst as the
 * time that it takes to send.
 */
const TICK = 64e-9;
/** Rates are whole bytes a second. */
const BYTE = 8;

/** Whether a qdisc of the host has the wanted settings, within the kernel's precision. Pure. */
export function keeps(wanted: Discipline, { discipline: is }: ObservedQdisc): boolean {
  if (is === null) return false;
  if (wanted.kind === 'tbf') {
    if (is.kind !== 'tbf') return false;
    const bytes = wanted.rate / BYTE;
    return (
      near(is.rate, wanted.rate, BYTE) &&
      near(is.burst, wanted.burst, 2 + 2 * TICK * bytes) &&
      near(is.latency, wanted.latency, 2 + wanted.latency / 1000 + 2e6 / bytes)
    );
  }
  if (is.kind !== 'netem') return false;
  return (
    is.limit === wanted.limit &&
    near(is.delay, wanted.delay, 2 + wanted.delay / 1e4) &&
    near(is.jitter, wanted.jitter, 2 + wanted.jitter / 1e4) &&
    near(is.loss, wanted.loss, 0.0001 + wanted.loss / 1e4) &&
    near(is.rate ?? 0, wanted.rate ?? 0, BYTE)
  );
}

function near(one: number, other: number, tolerance: number): boolean {
  return Math.abs(one - other) <= tolerance;
}
