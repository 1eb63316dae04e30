import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Merger } from '../../../../src/host/capture/merge.js';
import type { CapturedPacket } from '../../../../src/host/capture/packet.js';
import { NotPcap, PcapReader, pcapHeader, pcapPacket } from '../../../../src/host/capture/pcap.js';
import { interfaceBlock, packetBlock, sectionHeader } from '../../../../src/host/capture/pcapng.js';
import { readPcapng } from '../../../support/capture/pcapng.js';

const packet: fc.Arbitrary<CapturedPacket> = fc.record({
  time: fc.bigInt({ min: 0n, max: 2n ** 32n * 1_000_000_000n - 1n }),
  bytes: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  length: fc.nat(0xffffffff),
});
const plain = ({ time, bytes, length }: CapturedPacket) => ({ time, bytes: [...bytes], length });

describe('a file of tcpdump', () => {
  it('is read as it was written, in whatever pieces it comes', () => {
    const cuts = fc.array(fc.nat(3000), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(packet), cuts, (packets, places) => {
        const file = Buffer.concat([pcapHeader(100), ...packets.map(pcapPacket)]);
        const reader = new PcapReader();
        const at = [0, ...places.map((place) => Math.min(place, file.length)), file.length];
        at.sort((one, other) => one - other);
        const read = at.flatMap((end, index) =>
          reader.push(file.subarray(at[index - 1] ?? 0, end)),
        );
        expect(read.map(plain)).toEqual(packets.map(plain));
      }),
    );
  });

  it('of a processor with the other order of bytes is read, too', () => {
    const swapped = Buffer.concat([
      pcapHeader(9),
      pcapPacket({ time: 7n, bytes: Buffer.of(1, 2, 3, 4), length: 9 }),
    ]);
    for (let at = 0; at < 40; at += 4) swapped.subarray(at, at + 4).reverse();
    expect(new PcapReader().push(swapped).map(plain)).toEqual([
      { time: 7n, bytes: [1, 2, 3, 4], length: 9 },
    ]);
  });

  it('that is none ends with that error, and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          new PcapReader().push(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(NotPcap);
        }
      }),
    );
    const long = pcapPacket({ time: 0n, bytes: Buffer.alloc(0), length: 0 });
    long.writeUInt32LE(0xffffffff, 8);
    expect(() => new PcapReader().push(Buffer.concat([pcapHeader(1), long]))).toThrow(NotPcap);
  });
});

describe('a pcapng file', () => {
  const note = fc.record({
    at: fc.nat(2),
    direction: fc.constantFrom('inbound' as const, 'outbound' as const),
    comment: fc.string({ unit: 'grapheme' }),
  });

  it('has each packet with its interface, its way and its comment', () => {
    const names = ['veth-a', 'veth-b', 'veth-c'];
    fc.assert(
      fc.property(fc.array(fc.tuple(packet, note)), (noted) => {
        const file = Buffer.concat([
          sectionHeader('vpcctl 1'),
          ...names.map((name) =>
            interfaceBlock({ name, description: `from ${name}`, linkType: 1, snaplen: 100 }),
          ),
          ...noted.map(([each, about]) => packetBlock(each, about)),
        ]);
        const { application, packets } = readPcapng(file);
        expect(application).toBe('vpcctl 1');
        expect(packets.map((each) => ({ ...each, bytes: [...each.bytes] }))).toEqual(
          noted.map(([each, { at, direction, comment }]) => ({
            ...plain(each),
            ...{ interface: names[at], description: `from ${names[at]}`, comment },
            direction: direction === 'inbound' ? 1 : 2,
          })),
        );
      }),
    );
  });

  it('cuts a comment that is too long for the format', () => {
    const long = { at: 0, direction: 'inbound' as const, comment: 'x'.repeat(70_000) };
    const file = Buffer.concat([
      sectionHeader('x'),
      interfaceBlock({ name: 'a', description: 'a', linkType: 1, snaplen: 0 }),
      packetBlock({ time: 1n, bytes: Buffer.of(1), length: 1 }, long),
    ]);
    expect(readPcapng(file).packets[0]?.comment.length).toBe(65_535);
  });
});

describe('packets of several taps', () => {
  const tapped = fc.array(
    fc.record({ time: fc.bigInt({ min: 0n, max: 1000n }), delay: fc.nat(100), tap: fc.nat(2) }),
  );

  it('come in the order of their time where each comes before it is due, and none is lost', () => {
    fc.assert(
      fc.property(tapped, (packets) => {
        const merger = new Merger<(typeof packets)[number]>();
        // What comes, by when it comes: its time and its delay.
        const coming = packets
          .map((each) => ({ each, comes: Number(each.time) + each.delay }))
          .sort((one, other) => one.comes - other.comes);
        const seen: (typeof packets)[number][] = [];
        for (let now = 0; now <= 1200; now += 10) {
          for (const { each } of coming.filter(({ comes }) => comes > now - 10 && comes <= now)) {
            merger.add(each, Number(each.time) + 110);
          }
          seen.push(...merger.due(now));
        }
        expect(merger.size).toBe(0);
        seen.push(...merger.rest());
        expect(seen).toHaveLength(packets.length);
        const times = seen.map(({ time }) => time);
        expect(times).toEqual([...times].sort((one, other) => Number(one - other)));
      }),
    );
  });
});
