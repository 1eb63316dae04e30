/** The token bucket filter: tc-tbf(8), `struct tc_tbf_qopt` of linux/pkt_sched.h. Pure. */
import { Attributes } from '../../codec/attributes.js';
import { bytes, u32, u64 } from '../../codec/encode.js';
import { atLeast, MalformedMessage } from '../../codec/malformed.js';

/** TCA_TBF_* of linux/pkt_sched.h. */
const TBF = { parameters: 1, rate64: 4, burst: 6 } as const;
const LENGTH = 36;
/** TC_LINKLAYER_ETHERNET: without it the kernel asks for a table of how long packets take. */
const ETHERNET = 1;
/** A rate of more than 32 bits is in an attribute of its own. */
export const MOST_32 = 0xffffffff;
/** The kernel counts time in ticks of 64 ns: PSCHED_SHIFT of net/pkt_sched.h. */
export const TICKS_A_MICROSECOND = 1000 / 64;

/** A limit as it is set: bits a second, bytes, microseconds. */
export interface Tbf {
  readonly kind: 'tbf';
  readonly rate: number;
  readonly burst: number;
  /** How long a packet may wait. */
  readonly latency: number;
}

/** The options of a qdisc. The kernel takes the bytes that may wait in place of the latency. */
export function encodeTbf({ rate, burst, latency }: Tbf): Buffer[] {
  const bytesPerSecond = Math.floor(rate / 8);
  const parameters = Buffer.alloc(LENGTH);
  parameters.writeUInt8(ETHERNET, 1);
  parameters.writeUInt32LE(Math.min(bytesPerSecond, MOST_32), 8);
  parameters.writeUInt32LE(Math.floor((bytesPerSecond * latency) / 1e6 + burst), 24);
  const burstTime = Math.floor((burst / bytesPerSecond) * 1e6 * TICKS_A_MICROSECOND);
  parameters.writeUInt32LE(Math.min(burstTime, MOST_32), 28);
  return [
    bytes(TBF.parameters, parameters),
    // More exact than the time in ticks.
    u32(TBF.burst, burst),
    ...(bytesPerSecond <= MOST_32 ? [] : [u64(TBF.rate64, BigInt(bytesPerSecond))]),
  ];
}

/** Reads the options of a qdisc. The kernel rounds, so they differ a little from what was set. */
export function decodeTbf(options: Buffer): Tbf {
  const attributes = new Attributes(options);
  const parameters = attributes.bytes(TBF.parameters);
  if (parameters === null) throw new MalformedMessage('a tbf without parameters');
  atLeast(LENGTH, parameters, 'a tbf');
  const rate64 = attributes.u64(TBF.rate64);
  const bytesPerSecond = rate64 === null ? parameters.readUInt32LE(8) : Number(rate64);
  if (bytesPerSecond === 0) throw new MalformedMessage('a tbf without a rate');
  const ticks = parameters.readUInt32LE(28);
  const burst = Math.round((ticks / TICKS_A_MICROSECOND / 1e6) * bytesPerSecond);
  const queued = parameters.readUInt32LE(24) - burst;
  const latency = Math.round((queued / bytesPerSecond) * 1e6);
  return { kind: 'tbf', rate: bytesPerSecond * 8, burst, latency };
}
