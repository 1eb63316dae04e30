import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAcknowledgement } from '../../../../src/host/netlink/codec/acknowledgement.js';
import {
  ipv4Bytes,
  ipv4Text,
  macBytes,
  macText,
  prefixOf,
} from '../../../../src/host/netlink/codec/addresses.js';
import { Attributes, eachAttribute } from '../../../../src/host/netlink/codec/attributes.js';
import {
  be16,
  be32,
  bytes,
  nested,
  text,
  u8,
  u32,
  u64,
} from '../../../../src/host/netlink/codec/encode.js';
import { MalformedMessage } from '../../../../src/host/netlink/codec/malformed.js';
import {
  aligned,
  decodeMessages,
  encodeMessage,
  FLAG,
  TYPE,
} from '../../../../src/host/netlink/codec/message.js';
import { alias, anyBytes, ipv4, mac, word } from './arbitraries.js';

const type = fc.integer({ min: 1, max: 0x3fff });
const payload = fc.uint8Array({ maxLength: 70 });

/** Runs `read` to its end, or to the one error that it may throw. */
function ends(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessage);
  }
}

describe('attributes', () => {
  it('are read as they were written, whatever their lengths', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(type, payload)), (list) => {
        const encoded = Buffer.concat(list.map(([number, value]) => bytes(number, value)));
        expect(encoded.length % 4).toBe(0);
        const read = [...eachAttribute(encoded)].map(([number, value]) => [number, [...value]]);
        expect(read).toEqual(list.map(([number, value]) => [number, [...value]]));
      }),
    );
  });

  it('hold numbers in both byte orders, texts and attributes', () => {
    fc.assert(
      fc.property(word, alias, (number, words) => {
        const low = number & 0xffff;
        const encoded = [
          u8(1, number & 0xff),
          u32(2, number),
          u64(3, BigInt(number) << 32n),
          be16(4, low),
          be32(5, number),
          text(6, words),
        ];
        const read = new Attributes(nested(7, encoded)).nested(7);
        expect([read.u8(1), read.u32(2), read.u64(3)]).toEqual([
          number & 0xff,
          number,
          BigInt(number) << 32n,
        ]);
        expect([read.be16(4), read.be32(5), read.text(6)]).toEqual([low, number, words]);
        expect(read.u32(8)).toBeNull();
      }),
    );
  });

  it('end with an error where a length is impossible', () => {
    fc.assert(fc.property(anyBytes, (hostile) => ends(() => [...eachAttribute(hostile)])));
    for (const length of [0, 1, 3, 9, 0xffff]) {
      const lying = u32(1, 5);
      lying.writeUInt16LE(length, 0);
      expect(() => new Attributes(lying), String(length)).toThrow(MalformedMessage);
    }
    expect(() => new Attributes(u8(1, 5)).u32(1)).toThrow(MalformedMessage);
  });

  it('refuse more bytes than their length can say', () => {
    expect(() => bytes(1, Buffer.alloc(0xffff))).toThrow(RangeError);
    expect(() => bytes(1, Buffer.alloc(0xffff - 4))).not.toThrow();
  });
});

describe('messages', () => {
  const message = fc.record({
    type: fc.integer({ min: 0, max: 0xffff }),
    flags: fc.integer({ min: 0, max: 0xffff }),
    body: payload.map((value) => Buffer.from(value)),
  });

  it('are read as they were written, several in a datagram', () => {
    fc.assert(
      fc.property(fc.array(message), (list) => {
        const datagram = Buffer.concat(list.map((each, at) => encodeMessage(each, at)));
        const read = [...decodeMessages(datagram)];
        expect(read.map((each) => [each.type, each.flags, each.sequence, [...each.body]])).toEqual(
          list.map((each, at) => [each.type, each.flags | FLAG.request, at, [...each.body]]),
        );
      }),
    );
  });

  it('end with an error where they are cut off, or are no messages', () => {
    fc.assert(fc.property(anyBytes, (hostile) => ends(() => [...decodeMessages(hostile)])));
    fc.assert(
      fc.property(message, fc.nat(), (each, cut) => {
        const encoded = encodeMessage(each, 1);
        const end = 1 + (cut % (16 + each.body.length - 1));
        expect(() => [...decodeMessages(encoded.subarray(0, end))]).toThrow(MalformedMessage);
      }),
    );
  });
});

describe('an acknowledgement', () => {
  /** As the kernel builds it: netlink_ack in net/netlink/af_netlink.c. */
  function acknowledgement(
    errno: number,
    request: Buffer,
    says: readonly Buffer[],
    capped: boolean,
  ) {
    const status = Buffer.alloc(4);
    status.writeInt32LE(-errno);
    const echo = capped ? request.subarray(0, 16) : request;
    const flags = (says.length > 0 ? FLAG.hasAttributes : 0) | (capped ? FLAG.capped : 0);
    return { type: TYPE.error, flags, sequence: 1, body: Buffer.concat([status, echo, ...says]) };
  }

  it('has the number, and the words of the kernel', () => {
    const inputs = fc.tuple(fc.integer({ min: 0, max: 133 }), payload, alias, word, fc.boolean());
    fc.assert(
      fc.property(inputs, ([errno, value, words, offset, capped]) => {
        const request = encodeMessage({ type: 16, flags: 0, body: Buffer.from(value) }, 1);
        const says = [text(1, words), u32(2, offset), u32(5, 3)];
        expect(decodeAcknowledgement(acknowledgement(errno, request, says, capped))).toEqual({
          errno,
          text: words,
          offset,
          missing: 3,
        });
        expect(decodeAcknowledgement(acknowledgement(errno, request, [], capped))).toEqual({
          errno,
          text: null,
          offset: null,
          missing: null,
        });
      }),
    );
  });

  it('at the end of a dump echoes no request', () => {
    const status = Buffer.alloc(4);
    status.writeInt32LE(-4);
    const body = Buffer.concat([status, text(1, 'torn')]);
    const done = { type: TYPE.done, flags: FLAG.hasAttributes, sequence: 1, body };
    expect(decodeAcknowledgement(done)).toMatchObject({ errno: 4, text: 'torn' });
    expect(decodeAcknowledgement({ ...done, flags: 0, body: Buffer.alloc(0) }).errno).toBe(0);
  });

  it('is an error where its bytes are anything else', () => {
    const flags = fc.constantFrom(0, FLAG.hasAttributes, FLAG.hasAttributes | FLAG.capped);
    const kind = fc.constantFrom(TYPE.error, TYPE.done);
    fc.assert(
      fc.property(kind, flags, anyBytes, (number, flag, body) =>
        ends(() => decodeAcknowledgement({ type: number, flags: flag, sequence: 1, body })),
      ),
    );
  });
});

describe('addresses', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(ipv4, mac, (address, hardware) => {
        expect(ipv4Text(ipv4Bytes(address))).toBe(address);
        expect(macText(macBytes(hardware))).toBe(hardware);
      }),
    );
    expect(prefixOf('10.0.0.1')).toEqual({ address: Buffer.from([10, 0, 0, 1]), length: 32 });
  });

  it.each(['', '10.0.0', '10.0.0.0.1', '10.0.0.256', '010.0.0.1', '10.0.0.1 ', '0x1.0.0.0', 'a'])(
    'refuse %j',
    (address) => {
      expect(() => ipv4Bytes(address)).toThrow(RangeError);
      expect(() => prefixOf(`${address}/8`)).toThrow(RangeError);
    },
  );

  it.each(['10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/1e1'])(
    'refuse the network %j',
    (cidr) => expect(() => prefixOf(cidr)).toThrow(RangeError),
  );

  it.each(['', '02:00:00:00:00', '02:00:00:00:00:0g', '2:0:0:0:0:0', '02-00-00-00-00-00'])(
    'refuse the MAC %j',
    (address) => expect(() => macBytes(address)).toThrow(RangeError),
  );

  it('pad to four bytes', () => {
    expect([0, 1, 4, 5].map(aligned)).toEqual([0, 4, 4, 8]);
  });
});
