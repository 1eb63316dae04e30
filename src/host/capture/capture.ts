import { setTimeout as delay } from 'node:timers/promises';
import { Merger } from './merge.js';
import type { CapturedPacket } from './packet.js';
import { LATEST_MS, startTap, type TapOptions, type TapPoint } from './tap.js';

/** How long after its time a packet may still come, in milliseconds. */
const HOLD_MS = LATEST_MS + 200;
const TICK_MS = 50;
const MILLION = 1_000_000n;
/** With more packets on their way than this, taps stop reading. */
const MOST_HELD = 20_000;

/** What receives packets, in the order of their time. */
export interface Sink {
  /** @param at the number of the point that saw it */
  receive(packet: CapturedPacket, at: number): void;
  /** How many packets are not written yet. */
  readonly waiting: number;
}

export interface CaptureOptions extends TapOptions {
  /** Ends the capture. */
  readonly signal: AbortSignal;
  /** After so many packets it ends; null: it does not. */
  readonly count: number | null;
  /** Is called once all taps capture. */
  readonly ready: () => void;
  /** A tap has ended by itself: its interface is gone, for example. */
  readonly gone: (point: TapPoint, why: string) => void;
}

/** What was captured. */
export interface Captured {
  readonly packets: number;
  /** Packets that the kernel had no room for. */
  readonly lost: number;
}

interface Held extends CapturedPacket {
  readonly at: number;
}

/**
 * Captures packets at several points until it is ended, or has enough, or no point is left.
 * @throws VpcctlError `CAPTURE_FAILED`, `HOST_PROGRAM_MISSING`
 */
export async function capture(
  points: readonly TapPoint[],
  sink: Sink,
  { signal, count, ready, gone, ...options }: CaptureOptions,
): Promise<Captured> {
  const merger = new Merger<Held>();
  let packets = 0;
  let last: bigint | null = null;
  const pass = (due: readonly Held[]) => {
    for (const held of due) {
      if (packets === count || (last !== null && held.time > last)) return;
      packets += 1;
      sink.receive(held, held.at);
    }
  };
  const taps = points.map((point, at) =>
    startTap(point, options, (packet) => {
      const age = Date.now() - Number(packet.time / MILLION);
      // The clock of the host may be set meanwhile.
      const wait = Math.min(Math.max(HOLD_MS - age, 0), HOLD_MS);
      merger.add({ ...packet, at }, performance.now() + wait);
    }),
  );
  const end = () => {
    for (const tap of taps) tap.end();
  };
  let left = taps.length;
  const ends = taps.map(async ({ ended }, at) => {
    const { lost, why } = await ended;
    left -= 1;
    const point = points[at];
    if (why !== null && point !== undefined) gone(point, why);
    return lost;
  });
  try {
    await Promise.all(taps.map((tap) => tap.ready));
    ready();
    while (left > 0 && packets !== count && !signal.aborted) {
      pass(merger.due(performance.now()));
      const isFull = merger.size + sink.waiting > MOST_HELD;
      for (const tap of taps) tap.pause(isFull);
      await delay(TICK_MS, undefined, { signal }).catch(() => {});
    }
    if (signal.aborted) {
      // What has passed by now is captured, and what passes while it comes is not.
      last = BigInt(Date.now()) * MILLION;
      await Promise.race([delay(HOLD_MS), Promise.all(ends)]);
    }
  } finally {
    end();
    // What they wrote before their end is still read.
    for (const tap of taps) tap.pause(false);
  }
  const lost = (await Promise.all(ends)).reduce((sum, each) => sum + each, 0);
  pass(merger.rest());
  return { packets, lost };
}
