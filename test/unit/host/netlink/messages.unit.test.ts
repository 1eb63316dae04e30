import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
import {
  alias,
  cidr,
  index,
  ipv4,
  linkName,
  mac,
  optional,
  port,
  readBack,
  word,
} from './arbitraries.js';

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
          hops: [],
        };
        for (const request of [route.add(given), route.replace(given), route.delete(given)]) {
          expect(readBack(readRoute, request, RTM.newRoute)).toEqual(expected);
        }
      }),
    );
  });

  it('has several next hops, each by its own link', () => {
    // As of `ip route add default nexthop via 203.0.113.1 dev eth0 nexthop dev tun0`.
    const header = [AF.inet, 0, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0];
    const first = [16, 0, 0, 0, 2, 0, 0, 0, 8, 0, 5, 0, 203, 0, 113, 1];
    const second = [8, 0, 0, 0, 7, 0, 0, 0];
    const body = Buffer.from([...header, 28, 0, 9, 0, ...first, ...second]);
    expect(readRoute({ type: RTM.newRoute, body })).toMatchObject({
      destination: '0.0.0.0/0',
      link: null,
      hops: [
        { link: 2, via: '203.0.113.1' },
        { link: 7, via: null },
      ],
    });
    body.writeUInt16LE(40, 16);
    expect(() => readRoute({ type: RTM.newRoute, body })).toThrow('a next hop of 40 bytes');
  });

  it('is of the main table and unicast, where nothing else is said', () => {
    const { body } = route.add({ destination: '10.0.0.0/8', link: 3 });
    expect([...body.subarray(0, 8)]).toEqual([AF.inet, 8, 0, 0, 254, 3, 253, 1]);
  });
});

describe('a rule', () => {
  it('is read as it was written', () => {
    const marks = fc.oneof(
      fc.constant({ fwmark: null, fwmask: null }),
      fc.record({ fwmark: someBits, fwmask: fc.constantFrom(null, 0xfffffff0) }),
    );
    const targets = fc.oneof(
      fc.record({ table: someBits, goto: fc.constant(null) }),
      fc.record({
        table: someBits,
        goto: fc.constant(null),
        longerThan: fc.integer({ min: 0, max: 32 }),
      }),
      fc.record({ table: fc.constant(null), goto: someBits }),
    );
    const given = fc.tuple(fc.record({ priority: word, iif: fc.option(linkName) }), marks, targets);
    fc.assert(
      fc.property(given, ([condition, mark, target]) => {
        const each = { ...condition, ...mark, ...target };
        for (const request of [rule.add(each), rule.delete(each)]) {
          expect(readBack(readRule, request, RTM.newRule)).toEqual(each);
        }
      }),
    );
  });
});

const someBits = fc.integer({ min: 1, max: 0xffffffff });

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
          lasts: true,
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
        expect(readBack(readConnection, request, 0x100)).toEqual({
          ...each,
          ...{ id: null, answered: false },
        });
      }),
    );
  });

  it('is never ended for want of a mark', () => {
    expect(() => connection.endAll({ mark: 0 })).toThrow(RangeError);
    expect(() => connection.endAll({ mark: 7001, mask: 0 })).toThrow(RangeError);
    expect(connection.endAll({ mark: 7001 }).body.length).toBe(4 + 8 + 8);
  });
});
