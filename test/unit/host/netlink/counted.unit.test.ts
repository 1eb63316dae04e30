import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { be32, body, bytes, nested, u8 } from '../../../../src/host/netlink/codec/encode.js';
import { droppedBy } from '../../../../src/host/netlink/events/dropped.js';
import { readCounted } from '../../../../src/host/netlink/messages/conntrack/counted.js';
import { encodeTuple } from '../../../../src/host/netlink/messages/conntrack/tuple.js';
import { anyBytes, ipv4, port, word } from './arbitraries.js';

const be64 = (type: number, value: bigint) => {
  const payload = Buffer.alloc(8);
  payload.writeBigUInt64BE(value);
  return bytes(type, payload);
};

const tuple = fc.record({
  source: ipv4,
  sourcePort: fc.option(port),
  destination: ipv4,
  port: fc.option(port),
  protocol: fc.nat({ max: 255 }),
  icmp: fc.constant(null),
  zone: fc.option(port),
});
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const counted = fc.record({ packets: count, bytes: count });
const milliseconds = fc.integer({ min: 1, max: 4_000_000_000_000 });

const counters = (type: number, { packets, bytes: size }: { packets: number; bytes: number }) =>
  nested(type, [be64(1, BigInt(packets)), be64(2, BigInt(size))]);

const connection = fc.record({
  original: tuple,
  reply: tuple,
  mark: word,
  id: word,
  counted: fc.option(fc.record({ original: counted, reply: counted })),
  startedAt: fc.option(milliseconds),
  endedAt: fc.option(milliseconds),
  isEnding: fc.boolean(),
});

type Connection = typeof connection extends fc.Arbitrary<infer T> ? T : never;

/** The message as ctnetlink_fill_info and ctnetlink_conntrack_event write it. */
function encode({ counted: both, startedAt, endedAt, ...rest }: Connection): Buffer {
  const nanoseconds = (value: number) => BigInt(value) * 1_000_000n + 500_000n;
  return body([
    Buffer.from([2, 0, 0, 0]),
    encodeTuple(1, rest.original),
    encodeTuple(2, rest.reply),
    be32(3, rest.isEnding ? 0x20e : 0x0e),
    be32(8, rest.mark),
    both && counters(9, both.original),
    both && counters(10, both.reply),
    be32(12, rest.id),
    nested(20, [
      startedAt === null ? null : be64(1, nanoseconds(startedAt)),
      endedAt === null ? null : be64(2, nanoseconds(endedAt)),
    ]),
  ]);
}

describe('a connection with its counters', () => {
  it('is read from a dump and from the message of its end', () => {
    fc.assert(
      fc.property(connection, (each) => {
        const message = encode(each);
        expect(readCounted({ type: 0x100, body: message })).toEqual(each);
        expect(readCounted({ type: 0x102, body: message })).toEqual({ ...each, isEnding: true });
        expect(readCounted({ type: 0x101, body: message })).toBeNull();
      }),
    );
  });

  it('is of IPv4, and of nothing else', () => {
    const message = body([Buffer.from([10, 0, 0, 0]), u8(1, 1)]);
    expect(readCounted({ type: 0x100, body: message })).toBeNull();
  });

  it('is not read from other bytes, which do no harm', () => {
    fc.assert(
      fc.property(anyBytes, (bytes_) => {
        const read = () =>
          readCounted({ type: 0x102, body: Buffer.concat([Buffer.from([2]), bytes_]) });
        try {
          read();
        } catch (error) {
          expect(error).toMatchObject({ code: 'NETLINK_MALFORMED' });
        }
      }),
    );
  });
});

describe('the messages that a socket lost', () => {
  const TABLE = `sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
0000000000000000 12  4242       00000004 0        0        0     2        17       1188
0000000000000000 0   1          00000000 0        0        0     2        0        118
`;

  it('are those that the kernel counts of it', () => {
    expect(droppedBy(TABLE, 1188)).toBe(17);
    expect(droppedBy(TABLE, 118)).toBe(0);
    expect(droppedBy(TABLE, 88)).toBeNull();
    expect(droppedBy('', 1)).toBeNull();
  });
});
