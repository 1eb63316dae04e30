import type { CapturedPacket, Printer, Sink } from '../../host/capture/index.js';
import type { CapturePoint } from './points.js';

const BILLION = 1_000_000_000n;

/** A packet in words. */
export interface DescribedPacket {
  /** ISO 8601, UTC, with microseconds. */
  readonly at: string;
  /** `vpc1/web/c1` */
  readonly workload: string;
  /** `in`: it was sent to the workload; `out`: the workload sent it. */
  readonly direction: 'in' | 'out';
  /** Its length on the link. */
  readonly bytes: number;
  /** The words of tcpdump, which are untrusted text. */
  readonly text: string;
}

/** Describes packets, and hands each on with its words. */
export function describingSink(
  printer: Printer,
  points: readonly CapturePoint[],
  print: (described: DescribedPacket) => void,
): Sink {
  return {
    receive(packet, at) {
      const point = points[at];
      if (point === undefined) return;
      printer.print(packet, (lines) => print(describe(packet, point, lines)));
    },
    get waiting() {
      return printer.waiting;
    },
  };
}

/** A packet with the lines of tcpdump about it. Pure. */
export function describe(
  { time, length }: Pick<CapturedPacket, 'time' | 'length'>,
  { workload, direction }: Pick<CapturePoint, 'workload' | 'direction'>,
  [first = 'not described', ...more]: readonly string[],
): DescribedPacket {
  return {
    at: isoOf(time),
    ...{ workload, direction: direction === 'inbound' ? 'out' : 'in', bytes: length },
    text: [first, ...more.map((line) => line.trim())].join(' '),
  };
}

/** ISO 8601 with microseconds, UTC. */
function isoOf(time: bigint): string {
  const iso = new Date(Number(time / 1_000_000n)).toISOString();
  const micros = String((time % BILLION) / 1000n).padStart(6, '0');
  return iso.replace(/\.\d+Z$/, `.${micros}Z`);
}
