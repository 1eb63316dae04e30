import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/host/netlink/codec/malformed.js';
import type { NetlinkMessage, NetlinkRequest } from '../../../../src/host/netlink/codec/message.js';
import { address, readAddress } from '../../../../src/host/netlink/messages/address.js';
import { altname } from '../../../../src/host/netlink/messages/altname.js';
import { bridgePort } from '../../../../src/host/netlink/messages/bridge-port.js';
import {
  connection,
  readConnection,
} from '../../../../src/host/netlink/messages/conntrack/connection.js';
import { forwarding, readForwarding } from '../../../../src/host/netlink/messages/forwarding.js';
import { link } from '../../../../src/host/netlink/messages/link.js';
import {
  ADDRESS_MODES,
  BRIDGE_PORT,
} from '../../../../src/host/netlink/messages/link-attributes.js';
import { readLink } from '../../../../src/host/netlink/messages/link-reader.js';
import { neighbour, readNeighbour } from '../../../../src/host/netlink/messages/neighbour.js';
import { AF, RTM } from '../../../../src/host/netlink/messages/request.js';
import { ROUTE_TYPES, type RouteType, route } from '../../../../src/host/netlink/messages/route.js';
import { readRoute } from '../../../../src/host/netlink/messages/route-reader.js';
import { readRule, rule } from '../../../../src/host/netlink/messages/rule.js';
import { qdisc, readQdisc } from '../../../../src/host/netlink/messages/traffic/qdisc.js';
import { readFilter, redirect } from '../../../../src/host/netlink/messages/traffic/redirect.js';
import {
  alias,
  anyBytes,
  cidr,
  index,
  ipv4,
  linkName,
  mac,
  optional,
  port,
  word,
} from './arbitraries.js';

type Reader = (message: NetlinkMessage) => unknown;

/** What a reader makes of a request, as if the kernel had sent it. */
function readBack(read: Reader, { body }: NetlinkRequest, type: number): unknown {
  return read({ type, flags: 0, sequence: 1, body });
}

describe('a link', () => {
  it('that is new has its kind, address and settings', () => {
    const bridge = fc.record({ ageingTime: word, multicastSnooping: fc.boolean() });
    fc.assert(
      fc.property(linkName, mac, bridge, fc.boolean(), (name, address, settings, up) => {
        const request = link.add({ kind: 'bridge', name, mac: address, up, ...settings });
        expect(readBack(readLink, request, RTM.newLink)).toMatchObject({
          name,
          up,
          mac: address,
          kind: 'bridge',
          bridge: settings,
        });
        const ifb = link.add({ kind: 'ifb', name });
        expect(readBack(readLink, ifb, RTM.newLink)).toMatchObject({
          name,
          kind: 'ifb',
          mac: null,
        });
      }),
    );
  });

  it('that is changed has what is given, and nothing else', () => {
    const change = fc.record({
      index,
      name: optional(linkName),
      up: optional(fc.boolean()),
      mac: optional(mac),
      mtu: optional(word),
      alias: optional(alias),
      master: optional(index),
      addressMode: optional(fc.constantFrom(...ADDRESS_MODES)),
    });
    fc.assert(
      fc.property(change, (given) => {
        expect(readBack(readLink, link.set(given), RTM.newLink)).toMatchObject({
          index: given.index,
          name: given.name ?? '',
          up: given.up ?? false,
          mac: given.mac ?? null,
          mtu: given.mtu ?? null,
          alias: given.alias ?? null,
          master: given.master ?? null,
          addressMode: given.addressMode ?? null,
        });
        // The flags that are to change: none, where `up` is not given.
        expect(link.set(given).body.readUInt32LE(12)).toBe(given.up === undefined ? 0 : 1);
      }),
    );
  });

  it('has alternative names of any length', () => {
    fc.assert(
      fc.property(index, fc.stringMatching(/^[a-z][a-z0-9-]{0,126}$/), (number, name) => {
        const request = altname.add({ index: number, altname: name });
        expect(readBack(readLink, request, RTM.newLink)).toMatchObject({
          index: number,
          altnames: [name],
        });
      }),
    );
  });

  it('that is a port has the settings that are given', () => {
    const settings = fc.record(
      Object.fromEntries(Object.keys(BRIDGE_PORT).map((key) => [key, optional(fc.boolean())])),
    );
    fc.assert(
      fc.property(index, settings, (number, given) => {
        const { body } = bridgePort.set({ index: number, ...given });
        expect(body.readUInt8(0)).toBe(AF.bridge);
        expect(body.readInt32LE(4)).toBe(number);
        // After `struct ifinfomsg` and the nest's own header: five bytes and padding for each.
        const types = Object.values(given).filter((value) => value !== undefined);
        expect(body.length).toBe(16 + 4 + 8 * types.length);
      }),
    );
  });
});

describe('an address', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.record({ index, cidr, noPrefixRoute: fc.boolean() }), (given) => {
        expect(readBack(readAddress, address.add(given), RTM.newAddress)).toEqual(given);
      }),
    );
  });
});

describe('a route', () => {
  const types = Object.keys(ROUTE_TYPES) as RouteType[];

  it('is read as it was written', () => {
    const entry = fc.record({
      destination: fc.oneof(cidr, fc.constant('default')),
      table: fc.integer({ min: 1, max: 0xffffffff }),
      type: fc.constantFrom(...types),
      via: fc.option(ipv4),
      link: fc.option(index),
      onlink: fc.boolean(),
      metric: fc.option(word),
      source: fc.option(ipv4),
    });
    fc.assert(
      fc.property(entry, (given) => {
        const isDefault = given.destination === 'default' || given.destination.endsWith('/0');
        const expected = {
          ...given,
          destination: isDefault ? '0.0.0.0/0' : given.destination,
          metric: given.metric ?? 0,
        };
        for (const request of [route.add(given), route.replace(given), route.delete(given)]) {
          expect(readBack(readRoute, request, RTM.newRoute)).toEqual(expected);
        }
      }),
    );
  });

  it('is of the main table and unicast, where nothing else is said', () => {
    const { body } = route.add({ destination: '10.0.0.0/8', link: 3 });
    expect([...body.subarray(0, 8)]).toEqual([AF.inet, 8, 0, 0, 254, 3, 253, 1]);
  });
});

describe('a rule', () => {
  it('is read as it was written', () => {
    const given = fc.record({
      priority: word,
      iif: fc.option(linkName),
      fwmark: fc.option(fc.integer({ min: 1, max: 0xffffffff })),
      table: fc.integer({ min: 1, max: 0xffffffff }),
    });
    fc.assert(
      fc.property(given, (each) => {
        const fwmask = each.fwmark === null ? null : 0xffffffff;
        for (const request of [rule.add(each), rule.delete(each)]) {
          expect(readBack(readRule, request, RTM.newRule)).toEqual({ ...each, fwmask });
        }
      }),
    );
  });
});

describe('a neighbour and a forwarding entry', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(index, ipv4, mac, (number, ip, hardware) => {
        const request = neighbour.replace({ index: number, address: ip, mac: hardware });
        expect(readBack(readNeighbour, request, RTM.newNeighbour)).toEqual({
          index: number,
          address: ip,
          mac: hardware,
          permanent: true,
          learned: false,
        });
        for (const each of [forwarding.add, forwarding.replace]) {
          const entry = each({ index: number, mac: hardware });
          expect(readBack(readForwarding, entry, RTM.newNeighbour)).toEqual({
            index: number,
            mac: hardware,
            bridge: null,
            state: 'static',
            vlan: null,
          });
        }
      }),
    );
  });
});

describe('a qdisc', () => {
  it('tbf is read as it was written, as exactly as the kernel counts', () => {
    const limit = fc.record({
      kind: fc.constant('tbf' as const),
      // A slower one would count the time of the longest burst in more than 32 bits.
      rate: fc.integer({ min: 8_000, max: 4_000_000_000 }).map((bytes) => bytes * 8),
      burst: fc.integer({ min: 2048, max: 2 ** 20 }),
      latency: fc.integer({ min: 1, max: 400_000 }),
    });
    fc.assert(
      fc.property(index, limit, (number, discipline) => {
        const request = qdisc.replace({ index: number, discipline });
        const read = readQdisc({ type: RTM.newQdisc, body: request.body });
        expect(read).toMatchObject({ index: number, kind: 'tbf', place: 'root' });
        if (read?.discipline?.kind !== 'tbf') throw new Error('no tbf');
        expect(read.discipline.rate).toBe(discipline.rate);
        const bytesPerTick = (discipline.rate / 8) * 64e-9;
        const off = Math.abs(read.discipline.burst - discipline.burst);
        expect(off).toBeLessThanOrEqual(1 + bytesPerTick);
      }),
    );
  });

  it('netem is read as it was written', () => {
    const limit = fc.record({
      kind: fc.constant('netem' as const),
      limit: word,
      delay: fc.integer({ min: 0, max: 60_000_000 }),
      jitter: fc.integer({ min: 0, max: 60_000_000 }),
      loss: fc.constantFrom(0, 0.5, 1, 33.3333, 100),
      rate: fc.option(fc.integer({ min: 1, max: 2 ** 40 }).map((bytes) => bytes * 8)),
    });
    fc.assert(
      fc.property(index, limit, (number, discipline) => {
        const request = qdisc.replace({ index: number, discipline });
        const read = readQdisc({ type: RTM.newQdisc, body: request.body });
        if (read?.discipline?.kind !== 'netem') throw new Error('no netem');
        const { loss, delay, jitter, ...rest } = read.discipline;
        expect(rest).toEqual({ kind: 'netem', limit: discipline.limit, rate: discipline.rate });
        expect(loss).toBeCloseTo(discipline.loss, 6);
        // A tick is 0.064 microseconds.
        expect(discipline.delay - delay).toBeLessThanOrEqual(0.064);
        expect(discipline.jitter - jitter).toBeLessThanOrEqual(0.064);
      }),
    );
  });

  /** What `tc qdisc replace dev lo root netem …` of iproute2 6.1 sends, after the header. */
  it.each([
    [
      'limit 1000 delay 100000us 10000us loss random 1% rate 1000000bit',
      { limit: 1000, delay: 100_000, jitter: 10_000, loss: 1, rate: 1_000_000 },
      '3000020084d71700e8030000295c8f0200000000000000005a6202001400060048e80100' +
        '000000000000000000000000',
    ],
    [
      'limit 10000 delay 5000us 0us',
      { limit: 10_000, delay: 5000, jitter: 0, loss: 0, rate: null },
      '1c0002002d3101001027000000000000000000000000000000000000',
    ],
    [
      'limit 77 loss random 0.5%',
      { limit: 77, delay: 0, jitter: 0, loss: 0.5, rate: null },
      '1c000200000000004d00000014ae4701000000000000000000000000',
    ],
    [
      'limit 5 rate 40000000000bit',
      { limit: 5, delay: 0, jitter: 0, loss: 0, rate: 40_000_000_000 },
      '3c0002000000000005000000000000000000000000000000000000000c00080000f2052a01000000' +
        '14000600ffffffff000000000000000000000000',
    ],
  ])('netem %s has the bytes that tc sends', (_, limits, options) => {
    const { body } = qdisc.replace({ index: 1, discipline: { kind: 'netem', ...limits } });
    const header = '000000000100000000000000ffffffff00000000';
    expect(body.toString('hex')).toBe(`${header}0a0001006e6574656d000000${options}`);
  });

  it('redirects to the link that was written', () => {
    fc.assert(
      fc.property(index, index, (number, to) => {
        const request = redirect.add({ index: number, to });
        const read = readFilter({ type: RTM.newFilter, body: request.body });
        expect(read).toEqual({ index: number, kind: 'u32', to });
      }),
    );
  });
});

describe('a connection', () => {
  const tuple = fc
    .record({ source: ipv4, destination: ipv4, zone: fc.option(port) })
    .chain((ends) =>
      fc
        .oneof(
          fc
            .record({ sourcePort: port, port })
            .map((ports) => ({ ...ports, protocol: 6, icmp: null })),
          fc
            .record({ id: port, type: fc.nat(255), code: fc.nat(255) })
            .map((icmp) => ({ sourcePort: null, port: null, protocol: 1, icmp })),
          fc.constant({ sourcePort: null, port: null, protocol: 132, icmp: null }),
        )
        .map((rest) => ({ ...ends, ...rest })),
    );

  it('is read as it was written', () => {
    const given = fc.record({ original: tuple, reply: tuple, mark: word, zone: port });
    fc.assert(
      fc.property(given, (each) => {
        const request = connection.add({ ...each, timeoutSeconds: 60 });
        expect(readBack(readConnection, request, 0x100)).toEqual({ ...each, id: null });
      }),
    );
  });

  it('is never ended for want of a mark', () => {
    expect(() => connection.endAll({ mark: 0 })).toThrow(RangeError);
    expect(() => connection.endAll({ mark: 7001, mask: 0 })).toThrow(RangeError);
    expect(connection.endAll({ mark: 7001 }).body.length).toBe(4 + 8 + 8);
  });
});

describe('a reader', () => {
  const requests: readonly [string, Reader, number, NetlinkRequest][] = [
    ['readLink', readLink, RTM.newLink, link.add({ kind: 'bridge', name: 'a', ageingTime: 1 })],
    [
      'readAddress',
      readAddress,
      RTM.newAddress,
      address.add({ index: 1, cidr: '10.0.0.1/8', noPrefixRoute: true }),
    ],
    ['readRoute', readRoute, RTM.newRoute, route.add({ destination: '10.0.0.0/8', link: 1 })],
    ['readRule', readRule, RTM.newRule, rule.add({ priority: 1, iif: 'a', fwmark: 1, table: 1 })],
    [
      'readNeighbour',
      readNeighbour,
      RTM.newNeighbour,
      neighbour.replace({ index: 1, address: '10.0.0.1', mac: '02:00:00:00:00:01' }),
    ],
    [
      'readForwarding',
      readForwarding,
      RTM.newNeighbour,
      forwarding.add({ index: 1, mac: '02:00:00:00:00:01' }),
    ],
    [
      'readQdisc',
      readQdisc,
      RTM.newQdisc,
      qdisc.replace({ index: 1, discipline: { kind: 'tbf', rate: 8000, burst: 4096, latency: 1 } }),
    ],
    ['readFilter', readFilter, RTM.newFilter, redirect.add({ index: 1, to: 2 })],
    [
      'readConnection',
      readConnection,
      0x100,
      connection.end({
        original: {
          source: '10.0.0.1',
          destination: '10.0.0.2',
          sourcePort: 1,
          port: 2,
          protocol: 6,
          icmp: null,
          zone: 1,
        },
        zone: 0,
        id: 1,
      }),
    ],
  ];

  it.each(requests)(
    '%s ends with a value or one error, whatever it reads',
    (_, read, type, { body }) => {
      const ends = (bytes: Buffer) => {
        try {
          read({ type, flags: 0, sequence: 1, body: bytes });
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessage);
        }
      };
      fc.assert(fc.property(anyBytes, ends));
      // Half right is worse than all wrong: a real message that is cut off, or has a wrong byte.
      for (let end = 0; end < body.length; end++) ends(body.subarray(0, end));
      const change = fc.tuple(fc.nat(body.length - 1), fc.nat(255));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
          const changed = Buffer.from(body);
          for (const [at, byte] of changes) changed.writeUInt8(byte, at);
          ends(changed);
        }),
      );
    },
  );

  it.each(requests)('%s leaves out messages of another type', (_, read, __, { body }) => {
    expect(read({ type: 9999, flags: 0, sequence: 1, body })).toBeNull();
  });
});
