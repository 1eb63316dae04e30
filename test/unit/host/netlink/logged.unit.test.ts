import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { be32, body, bytes, nested, text } from '../../../../src/host/netlink/codec/encode.js';
import { MalformedMessage } from '../../../../src/host/netlink/codec/malformed.js';
import { readGroup } from '../../../../src/host/netlink/messages/log/config.js';
import { readLoggedPacket } from '../../../../src/host/netlink/messages/log/packet.js';
import { readTraceEvent } from '../../../../src/host/netlink/messages/log/trace.js';
import { anyBytes, word } from './arbitraries.js';

const PACKET = 0x400;
const TRACE = 0xa11;

function time(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 1000)), 0);
  bytes.writeBigUInt64BE(BigInt((milliseconds % 1000) * 1000), 8);
  return bytes;
}

describe('a logged packet', () => {
  it('is read with all that the kernel says of it', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const content = fc.uint8Array({ maxLength: 160 });
    fc.assert(
      fc.property(
        group,
        word,
        word,
        fc.nat(2_000_000_000_000),
        content,
        (of, mark, sequence, at, payload) => {
          const header = Buffer.alloc(4);
          header.writeUInt16BE(of, 2);
          const message = body([
            header,
            bytes(1, Buffer.from([0x08, 0x00, 2, 0])),
            text(10, 'vpcctl-from-vpc1'),
            be32(2, mark),
            be32(4, 3),
            be32(12, sequence),
            bytes(3, time(at)),
            bytes(9, payload),
          ]);
          expect(readLoggedPacket({ type: PACKET, body: message })).toEqual({
            ...{
              group: of,
              prefix: 'vpcctl-from-vpc1',
              hook: 2,
              etherType: 0x0800,
              mark,
              time: at,
            },
            ...{ indev: 3, outdev: null, sequence, bytes: Buffer.from(payload) },
          });
        },
      ),
    );
  });

  it('is refused where the bytes are none, and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(PACKET, TRACE), anyBytes, (type, message) => {
        for (const read of [readLoggedPacket, readTraceEvent]) {
          try {
            read({ type, body: message });
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedMessage);
          }
        }
      }),
    );
  });
});

it('a group is read with numbers, so that lost packets are known', () => {
  const { type, body: encoded } = readGroup({ group: 7001, bytes: 160, together: 64, wait: 10 });
  expect([type, encoded.toString('hex')]).toEqual([
    0x401,
    [
      '00001b59',
      '0500010001000000',
      '0a000200000000a002000000',
      '080004000000000a',
      '0800050000000040',
      '0600060000010000',
    ].join(''),
  ]);
});

it('a step of a traced packet has its rule, its verdict and where it leads', () => {
  const handle = Buffer.alloc(8);
  handle.writeBigUInt64BE(42n);
  const message = body([
    Buffer.from([1, 0, 0, 0]),
    text(1, 'vpcctl'),
    text(2, 'forward'),
    bytes(3, handle),
    be32(4, 3),
    nested(5, [be32(1, 0xfffffffc), text(2, 'vpc-policy')]),
    be32(6, 9),
  ]);
  expect(readTraceEvent({ type: TRACE, body: message })).toEqual({
    ...{ id: 9, family: 'inet', table: 'vpcctl', chain: 'forward', type: 'rule', handle: 42 },
    ...{ verdict: 'goto', target: 'vpc-policy' },
  });
});
