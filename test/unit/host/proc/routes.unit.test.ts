import type { HostRoute } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoutes } from '../../../../src/host/proc/routes.js';

const HEAD =
  'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT                                                       \n';

/** As fib_route_seq_show writes it: padded to 127 characters. */
function line(fields: readonly (string | number)[]): string {
  return `${fields.join('\t').padEnd(127)}\n`;
}

/** As the kernel prints an address: the number that its bytes are on this host. */
function hex(value: number, endianness: 'LE' | 'BE'): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  const number = endianness === 'LE' ? bytes.readUInt32LE() : bytes.readUInt32BE();
  return number.toString(16).toUpperCase().padStart(8, '0');
}

const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

const mask = (length: number) => (length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0);

describe('parseRoutes', () => {
  it('reads the output of the kernel', () => {
    const text =
      HEAD +
      line(['eth0', '00000000', '017100CB', '0003', 0, 0, 100, '00000000', 0, 0, 0]) +
      line(['eth0', '007100CB', '00000000', '0001', 0, 0, 0, '00FFFFFF', 0, 0, 0]) +
      line(['*', '0000000A', '00000000', '0201', 0, 0, 0, '000000FF', 0, 0, 0]) +
      // A blackhole is not flagged as one.
      line(['*', '0101000A', '00000000', '0005', 0, 0, 0, 'FFFFFFFF', 0, 0, 0]);
    expect(parseRoutes(text)).toEqual([
      { destination: '0.0.0.0/0', gateway: '203.0.113.1', interface: 'eth0', metric: 100 },
      { destination: '203.0.113.0/24', gateway: null, interface: 'eth0', metric: 0 },
      { destination: '10.0.0.0/8', gateway: null, interface: null, metric: 0 },
      { destination: '10.0.1.1/32', gateway: null, interface: null, metric: 0 },
    ]);
  });

  it('reads any route, on hosts of either byte order', () => {
    const route = fc.record({
      link: fc.stringMatching(/^[a-z][a-z0-9.@-]{0,14}$/),
      network: fc.nat(0xffffffff),
      gateway: fc.option(fc.integer({ min: 1, max: 0xffffffff })),
      length: fc.integer({ min: 0, max: 32 }),
      metric: fc.nat(0xffffffff),
    });
    fc.assert(
      fc.property(fc.array(route), fc.constantFrom('LE', 'BE'), (routes, endianness) => {
        const lines = routes.map(({ link, network, gateway, length, metric }) => {
          const flags = gateway === null ? '0001' : '0003';
          const words = [network, gateway ?? 0].map((value) => hex(value, endianness));
          return line([
            link,
            ...words,
            flags,
            0,
            0,
            metric,
            hex(mask(length), endianness),
            0,
            0,
            0,
          ]);
        });
        const expected = routes.map(
          ({ link, network, gateway, length, metric }): HostRoute => ({
            destination: `${dotted(network)}/${length}`,
            gateway: gateway === null ? null : dotted(gateway),
            interface: link,
            metric,
          }),
        );
        expect(parseRoutes(HEAD + lines.join(''), endianness)).toEqual(expected);
      }),
    );
  });

  it('is empty without routes', () => {
    expect(parseRoutes('')).toEqual([]);
    expect(parseRoutes(HEAD)).toEqual([]);
  });
});
