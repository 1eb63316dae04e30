import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../../src/host/netlink/codec/malformed.js';
import type { NetlinkMessage, NetlinkRequest } from '../../../../src/host/netlink/codec/message.js';
import { address, readAddress } from '../../../../src/host/netlink/messages/address.js';
import {
  connection,
  readConnection,
} from '../../../../src/host/netlink/messages/conntrack/connection.js';
import { forwarding, readForwarding } from '../../../../src/host/netlink/messages/forwarding.js';
import { link } from '../../../../src/host/netlink/messages/link.js';
import { readLink } from '../../../../src/host/netlink/messages/link-reader.js';
import { neighbour, readNeighbour } from '../../../../src/host/netlink/messages/neighbour.js';
import { RTM } from '../../../../src/host/netlink/messages/request.js';
import { route } from '../../../../src/host/netlink/messages/route.js';
import { readRoute } from '../../../../src/host/netlink/messages/route-reader.js';
import { readRule, rule } from '../../../../src/host/netlink/messages/rule.js';
import { qdisc, readQdisc } from '../../../../src/host/netlink/messages/traffic/qdisc.js';
import { readFilter, redirect } from '../../../../src/host/netlink/messages/traffic/redirect.js';
import { anyBytes } from './arbitraries.js';

type Reader = (message: NetlinkMessage) => unknown;

const RULE = { priority: 1, iif: 'a', fwmark: 1, fwmask: null, table: 1, goto: null };

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
    ['readRule', readRule, RTM.newRule, rule.add(RULE)],
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
