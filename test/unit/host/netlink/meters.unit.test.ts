import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueSamples } from '../../../../plugins/shaping/src/meter.js';
import { setShape } from '../../../../plugins/shaping/src/set.js';
import { connectionSamples } from '../../../../src/host/meters/connections.js';
import { trafficSamples } from '../../../../src/host/meters/traffic.js';
import { bytes, nested, text } from '../../../../src/host/netlink/codec/encode.js';
import {
  type Connection,
  connection,
} from '../../../../src/host/netlink/messages/conntrack/connection.js';
import { encodeLinkHeader } from '../../../../src/host/netlink/messages/link-header.js';
import { RTM } from '../../../../src/host/netlink/messages/request.js';
import { readLinkCounters } from '../../../../src/host/netlink/messages/statistics/link-counters.js';
import { readConnectionOwner } from '../../../../src/host/netlink/messages/statistics/owner.js';
import { qdisc, readQdisc } from '../../../../src/host/netlink/messages/traffic/qdisc.js';
import { parseCounters } from '../../../../src/host/proc/counters.js';
import { ipv4, linkName, port, word } from './arbitraries.js';

const vpc = { name: 'vpc1', segment: 7001 };
const state = {
  vpc: { vpc1: vpc },
  subnet: {
    'vpc1/a': { vpc: 'vpc1', name: 'a', address: '10.0.1.1', hostEnd: { name: 'veth-vpc1-a' } },
    'vpc1/b': { vpc: 'vpc1', name: 'b', address: '10.0.2.1', hostEnd: { name: 'veth-vpc1-b' } },
  },
  instance: {
    'vpc1/a/c': {
      ...{ vpc: 'vpc1', subnet: 'a', name: 'c', address: '10.0.1.2' },
      hostEnd: { name: 'veth-vpc1-a-c' },
    },
  },
};

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const counters = fc.record({
  ...{ name: linkName, receivedBytes: count, receivedPackets: count },
  ...{ sentBytes: count, sentPackets: count },
});
const shown = (samples: readonly { name: string; labels: object; value: number }[]) =>
  samples.map(({ name, labels, value }) => `${name} ${Object.values(labels).join('/')} ${value}`);

describe('the counters of links', () => {
  it('are read from a message of the kernel as they are in it', () => {
    fc.assert(
      fc.property(counters, ({ name, ...numbers }) => {
        const statistics = Buffer.alloc(192);
        const order = ['receivedPackets', 'sentPackets', 'receivedBytes', 'sentBytes'] as const;
        for (const [at, key] of order.entries())
          statistics.writeBigUInt64LE(BigInt(numbers[key]), 8 * at);
        const body = Buffer.concat([encodeLinkHeader({}), text(3, name), bytes(23, statistics)]);
        expect(readLinkCounters({ type: RTM.newLink, body })).toEqual({ name, ...numbers });
      }),
    );
  });

  it('are read from /proc/net/dev as well, also of a link with a colon in its name', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9.:_-]{0,14}$/);
    fc.assert(
      fc.property(fc.array(counters), name, (all, odd) => {
        const known = all.map((each, at) => (at === 0 ? { ...each, name: odd } : each));
        const lines = known.map(
          (each) =>
            `${each.name.padStart(6)}: ${each.receivedBytes} ${each.receivedPackets} 0 0 0 0 0 0 ${each.sentBytes}  ${each.sentPackets} 0 0 0 0 0 0`,
        );
        const file = ['Inter-|   Receive', ' face |bytes', ...lines, ''].join('\n');
        expect(parseCounters(file)).toEqual(known);
      }),
    );
  });

  it('are turned around: what the end on the host receives, the workload has sent', () => {
    const known = {
      ...{ name: 'veth-vpc1-a-c', receivedBytes: 1, receivedPackets: 2 },
      ...{ sentBytes: 3, sentPackets: 4 },
    };
    expect(shown(trafficSamples(state, [{ ...known, name: 'eth0' }, known]))).toEqual([
      'vpcctl_workload_transmit_bytes_total vpc1/a/c 1',
      'vpcctl_workload_transmit_packets_total vpc1/a/c 2',
      'vpcctl_workload_receive_bytes_total vpc1/a/c 3',
      'vpcctl_workload_receive_packets_total vpc1/a/c 4',
    ]);
  });
});

describe('the owner of a connection', () => {
  const tuple = (source: string, destination: string, zone: number | null, at: number) => ({
    ...{ source, destination, zone, sourcePort: at, port: 80, protocol: 6, icmp: null },
  });

  it('is read without the rest of it', () => {
    const zone = fc.option(port.filter((each) => each > 0));
    fc.assert(
      fc.property(ipv4, ipv4, zone, port, word, (source, other, own, at, mark) => {
        const added: Omit<Connection, 'id' | 'answered'> = {
          original: tuple(source, other, own, at),
          reply: tuple(other, source, null, at),
          ...{ mark, zone: 0 },
        };
        const { type, body } = connection.add({ ...added, timeoutSeconds: 1 });
        expect(readConnectionOwner({ type, body })).toEqual({ mark, zone: own, source });
      }),
    );
  });

  it('is counted by VPC, whichever end opened it, and by the workload that opened it', () => {
    const owners = [
      { mark: 7001, zone: 7001, source: '10.0.1.2' },
      { mark: 7001, zone: 7001, source: '10.0.1.2' },
      // By a port forward, by hairpin NAT, as an answer by a second uplink.
      { mark: 7001, zone: null, source: '203.0.113.9' },
      { mark: 17001, zone: 7001, source: '10.0.2.1' },
      { mark: 0x7100_0000 + 7001, zone: null, source: '198.51.100.8' },
      // Of another VPC with the same addresses, and of the host.
      { mark: 7002, zone: 7002, source: '10.0.1.2' },
      { mark: 0, zone: null, source: '10.0.1.2' },
    ];
    expect(shown(connectionSamples(state, owners))).toEqual([
      'vpcctl_vpc_connections vpc1 5',
      'vpcctl_workload_connections vpc1/a/ 0',
      'vpcctl_workload_connections vpc1/a/c 2',
      'vpcctl_workload_connections vpc1/b/ 1',
    ]);
  });
});

describe('the statistics of a qdisc', () => {
  it('are read from its message; a qdisc without any has none', () => {
    fc.assert(
      fc.property(word, word, word, (packets, backlog, drops) => {
        const queue = Buffer.alloc(20);
        for (const [at, value] of [packets, backlog, drops].entries())
          queue.writeUInt32LE(value, 4 * at);
        const { type, body } = qdisc.replace({
          index: 1,
          discipline: { kind: 'tbf', rate: 8e6, burst: 4096, latency: 1000 },
        });
        expect(readQdisc({ type, body })?.statistics).toBeNull();
        const counted = Buffer.concat([body, nested(7, [bytes(3, queue)])]);
        expect(readQdisc({ type, body: counted })?.statistics).toEqual({
          ...{ backlogPackets: packets, backlogBytes: backlog, drops },
        });
      }),
    );
  });

  it('become numbers of a limited workload, in each direction', () => {
    const limit = { rate: '1mbit' };
    const request = { vpc: 'vpc1', workload: 'a/c', direction: 'both' as const, ...limit };
    const host = { interfaces: [] } as never;
    const shape = setShape.decide(state, request, { host } as never);
    const shaped = { ...state, shaping: { 'vpc1/a/c': shape } } as never;
    const statistics = { backlogBytes: 1, backlogPackets: 2, drops: 3 };
    const qdiscs = new Map([
      ['ifb-vpc1-a-c', { kind: 'tbf', discipline: null, statistics }],
      ['veth-vpc1-a-c', { kind: 'tbf', discipline: null }],
    ]);
    expect(shown(queueSamples(shaped, qdiscs))).toEqual([
      'vpcctl_shaping_backlog_bytes vpc1/a/c/out 1',
      'vpcctl_shaping_backlog_packets vpc1/a/c/out 2',
      'vpcctl_shaping_dropped_packets_total vpc1/a/c/out 3',
    ]);
  });
});
