import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeaders } from '../../../../src/model/denied/index.js';

const IPV4 = 0x0800;
const ARP = 0x0806;

/** An IPv4 packet; `words` is the length of its header in 32-bit words. */
function packet(protocol: number, rest: Buffer, { words = 5, fragment = 0 } = {}): Buffer {
  const header = Buffer.alloc(words * 4);
  header.writeUInt8(0x40 | words, 0);
  header.writeUInt16BE(header.length + rest.length, 2);
  header.writeUInt16BE(fragment, 6);
  header.writeUInt8(protocol, 9);
  header.set([10, 0, 1, 1], 12);
  header.set([10, 0, 2, 1], 16);
  return Buffer.concat([header, rest]);
}

const ports = (source: number, to: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16BE(source, 0);
  bytes.writeUInt16BE(to, 2);
  return bytes;
};

describe('the headers of a packet', () => {
  it('of TCP and UDP have ports, with options of IPv4 and without', () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(
        fc.constantFrom(6, 17),
        port,
        port,
        fc.integer({ min: 5, max: 15 }),
        (number, from, to, words) => {
          expect(readHeaders(IPV4, packet(number, ports(from, to), { words }))).toMatchObject({
            source: '10.0.1.1',
            destination: '10.0.2.1',
            protocol: number === 6 ? 'tcp' : 'udp',
            sourcePort: from,
            port: to,
            icmpType: null,
          });
        },
      ),
    );
  });

  it('of ICMP have a type, and those of later fragments nothing', () => {
    expect(readHeaders(IPV4, packet(1, Buffer.from([8, 0])))).toMatchObject({
      protocol: 'icmp',
      icmpType: 8,
      port: null,
    });
    expect(readHeaders(IPV4, packet(17, ports(1, 2), { fragment: 5 }))).toMatchObject({
      protocol: 'udp',
      port: null,
    });
    expect(readHeaders(IPV4, packet(253, ports(1, 2)))).toMatchObject({
      protocol: '253',
      port: null,
    });
  });

  it('of ARP have the addresses that it names', () => {
    const arp = Buffer.from('0001080006040001020000000001c0000201000000000000c0000202', 'hex');
    expect(readHeaders(ARP, arp)).toMatchObject({
      protocol: 'arp',
      source: '192.0.2.1',
      destination: '192.0.2.2',
    });
  });

  it('are read of any bytes without an error, and name only addresses and numbers', () => {
    const type = fc.oneof(fc.constantFrom(IPV4, ARP), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(type, fc.uint8Array({ maxLength: 80 }), (etherType, bytes) => {
        const found = readHeaders(etherType, Buffer.from(bytes));
        if (found === null) return;
        expect(found.source).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        expect(found.destination).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        expect(found.protocol).toMatch(/^[\w.-]+$/);
      }),
    );
  });
});
