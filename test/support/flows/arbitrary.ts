import fc from 'fast-check';
import type { CountedConnection } from '../../../src/model/flows/index.js';

/** The counters of both directions, from the first dump of a connection to its end: they only grow. */
export type Growth = readonly [number, number, number, number];

const step: fc.Arbitrary<Growth> = fc.tuple(
  fc.nat({ max: 3 }),
  fc.nat({ max: 5000 }),
  fc.nat({ max: 3 }),
  fc.nat({ max: 5000 }),
);

/** Bytes come with packets. */
const sound = step.map(
  ([packets, bytes, replies, size]): Growth => [
    packets,
    packets === 0 ? 0 : bytes,
    replies,
    replies === 0 ? 0 : size,
  ],
);

/** What a connection carried between one look and the next. */
export const growths = fc.array(sound, { minLength: 1, maxLength: 8 });

export const port = fc.nat({ max: 0xffff });

/** A connection of a workload with `segment` that has `counted` so far. */
export function connection(
  id: number,
  counted: Growth,
  more: Partial<CountedConnection> = {},
): CountedConnection {
  const [packets, bytes, replies, size] = counted;
  const ends = { protocol: 17, icmp: null };
  return {
    id,
    mark: 7001,
    original: {
      ...{ source: '10.0.1.1', sourcePort: 1000 + id, destination: '10.0.2.1', port: 53 },
      ...{ zone: 7001, ...ends },
    },
    reply: {
      ...{ source: '10.0.2.1', sourcePort: 53, destination: '10.0.1.1', port: 1000 + id },
      ...{ zone: null, ...ends },
    },
    counted: { original: { packets, bytes }, reply: { packets: replies, bytes: size } },
    startedAt: 1000,
    endedAt: null,
    isEnding: false,
    ...more,
  };
}

export function sum(all: readonly Growth[]): Growth {
  const zero: Growth = [0, 0, 0, 0];
  return all.reduce((a, b): Growth => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]], zero);
}
