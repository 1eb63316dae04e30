/** Delay and loss: tc-netem(8), `struct tc_netem_qopt` of linux/pkt_sched.h. Pure. */
import { Attributes } from '../../codec/attributes.js';
import { bytes, u64 } from '../../codec/encode.js';
import { atLeast } from '../../codec/malformed.js';
import { MOST_32, TICKS_A_MICROSECOND } from './tbf.js';

/** TCA_NETEM_* of linux/pkt_sched.h. */
const NETEM = { rate: 6, rate64: 8, latency64: 10, jitter64: 11 } as const;
const LENGTH = 24;
/** The length of `struct tc_netem_rate`. */
const RATE_LENGTH = 16;
/** A probability is a share of this. */
const CERTAIN = 0xffffffff;

/** Times in microseconds, the rate in bits a second, the loss in percent. */
export interface Netem {
  readonly kind: 'netem';
  /** The number of packets that may wait. */
  readonly limit: number;
  readonly delay: number;
  readonly jitter: number;
  readonly loss: number;
  readonly rate: number | null;
}

/** The options of a qdisc. */
export function encodeNetem({ limit, delay, jitter, loss, rate }: Netem): Buffer[] {
  const options = Buffer.alloc(LENGTH);
  options.writeUInt32LE(ticks(delay), 0);
  options.writeUInt32LE(limit, 4);
  options.writeUInt32LE(Math.round((loss / 100) * CERTAIN), 8);
  options.writeUInt32LE(ticks(jitter), 20);
  return [options, ...(rate === null ? [] : rateAttributes(Math.floor(rate / 8)))];
}

/** Reads the options of a qdisc. @throws MalformedMessage */
export function decodeNetem(options: Buffer): Netem {
  atLeast(LENGTH, options, 'a netem');
  const attributes = new Attributes(options.subarray(LENGTH));
  const rate = attributes.bytes(NETEM.rate);
  const rate64 = attributes.u64(NETEM.rate64);
  const low = rate === null ? 0 : atLeast(RATE_LENGTH, rate, 'a rate').readUInt32LE(0);
  const bytesPerSecond = rate64 === null ? low : Number(rate64);
  return {
    kind: 'netem',
    limit: options.readUInt32LE(4),
    delay: time(attributes.u64(NETEM.latency64), options.readUInt32LE(0)),
    jitter: time(attributes.u64(NETEM.jitter64), options.readUInt32LE(20)),
    loss: (options.readUInt32LE(8) / CERTAIN) * 100,
    rate: bytesPerSecond === 0 ? null : bytesPerSecond * 8,
  };
}

function rateAttributes(bytesPerSecond: number): Buffer[] {
  const rate = Buffer.alloc(RATE_LENGTH);
  rate.writeUInt32LE(Math.min(bytesPerSecond, MOST_32), 0);
  const isLong = bytesPerSecond > MOST_32;
  return [...(isLong ? [u64(NETEM.rate64, BigInt(bytesPerSecond))] : []), bytes(NETEM.rate, rate)];
}

function ticks(microseconds: number): number {
  return Math.min(Math.floor(microseconds * TICKS_A_MICROSECOND), MOST_32);
}

/** Nanoseconds where the kernel says them, else ticks; in microseconds. */
function time(nanoseconds: bigint | null, fallback: number): number {
  if (nanoseconds === null) return fallback / TICKS_A_MICROSECOND;
  return Number(nanoseconds) / 1000;
}
