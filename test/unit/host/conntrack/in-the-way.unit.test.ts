import { type PacketPolicyResource, parseNetwork } from '@vpcctl/sdk';
import { filter, forward, hostService, port, router } from '@vpcctl/sdk/conformance';
import { describe, expect, it } from 'vitest';
import type { Connection, Direction } from '../../../../src/host/conntrack/entry.js';
import { isInTheWay } from '../../../../src/host/conntrack/in-the-way.js';

const HOST = '203.0.113.2';
const CLIENT = '198.51.100.8';
const WORKLOAD = '10.0.1.1';
const POLICY = [
  filter,
  router('vpc1', 7001, '10.0.0.1'),
  port('vpc1', 'veth-vpc1-publi', '02:00:00:00:10:01', WORKLOAD),
];
const dns = forward(['vpc1', 7001], 5353, [[WORKLOAD, 53]], { protocol: 'udp' });
const range = forward(['vpc1', 7001], { from: 5300, to: 5400 }, [[WORKLOAD, 5300]], {
  protocol: 'udp',
});
const web = forward(['vpc1', 7001], 8080, [[WORKLOAD, 80]]);
const elsewhere = forward(['vpc1', 7001], 5353, [[WORKLOAD, 53]], {
  protocol: 'udp',
  listen: '203.0.113.9',
});
const service = hostService(['vpc1', '10.0.0.1'], 5353, 20_002, [WORKLOAD], 'udp');

/** A connection from outside to the host, which no NAT has changed. */
function asked(to: Partial<Direction> = {}, more: Partial<Connection> = {}): Connection {
  const original = { source: CLIENT, sourcePort: 4000, destination: HOST, port: 5353, ...to };
  return {
    ...{ protocol: 'udp', icmpType: null, mark: 0, segment: null, answered: false, original },
    reply: {
      ...{ source: original.destination, sourcePort: original.port },
      ...{ destination: original.source, port: original.sourcePort },
    },
    ...more,
  };
}

const redirected = (source: string, sourcePort: number) => ({
  reply: { source, sourcePort, destination: CLIENT, port: 4000 },
});
const opposite = asked({ source: HOST, sourcePort: 5353, destination: CLIENT, port: 4000 });
const used = { local: [parseNetwork('203.0.113.2/32')], udpPorts: new Set([5353]) };
const unused = { ...used, udpPorts: new Set<number>() };
const inVpc = { mark: 7001, segment: 7001 };
const fromWorkload = { source: WORKLOAD, destination: '10.0.0.1' };

describe('a connection is in the way of a new forward', () => {
  it.each<[string, Connection, PacketPolicyResource, boolean]>([
    ['UDP to the port, before the forward', asked(), dns, true],
    ['also where the host answered', asked({}, { answered: true }), dns, true],
    ['also with a mark of another program', asked({}, { mark: 1 }), dns, true],
    ['at a port of a range', asked({ port: 5400 }), range, true],
    ['not at another port', asked({ port: 5401 }), range, false],
    ['not to another host', asked({ destination: CLIENT }), dns, false],
    [
      'at the address of --listen, also if the host lacks it',
      asked({ destination: '203.0.113.9' }),
      elsewhere,
      true,
    ],
    ['not at another address than that', asked(), elsewhere, false],
    ['not of another protocol', asked({}, { protocol: 'tcp' }), dns, false],
    ['not one that goes there', asked({}, redirected(WORKLOAD, 53)), dns, false],
    ['not one that another program redirects', asked({}, redirected('172.17.0.2', 53)), dns, false],
    ['TCP that nobody answered', asked({ port: 8080 }, { protocol: 'tcp' }), web, true],
    [
      'not TCP that was answered',
      asked({ port: 8080 }, { protocol: 'tcp', answered: true }),
      web,
      false,
    ],
    ['one of its own VPC, by the uplink', asked({}, inVpc), dns, true],
    [
      'not one of another VPC, which may not use it',
      asked({}, { mark: 7002, segment: 7002 }),
      dns,
      false,
    ],
    ['what the host sent from that port, while no socket has it', opposite, dns, true],
    ['one of a workload before the host service', asked(fromWorkload, inVpc), service, true],
    [
      'not one that goes to the service',
      asked(fromWorkload, {
        ...inVpc,
        reply: { source: '10.0.0.1', sourcePort: 20_002, destination: WORKLOAD, port: 4000 },
      }),
      service,
      false,
    ],
    [
      'not one of a workload that may not use the service',
      asked({ ...fromWorkload, source: '10.0.2.1' }, inVpc),
      service,
      false,
    ],
    [
      'not one of the same address in another VPC',
      asked(fromWorkload, { mark: 7002, segment: 7002 }),
      service,
      false,
    ],
  ])('%s', (_what, connection, opened, expected) => {
    expect(isInTheWay([opened], [...POLICY, opened], unused)(connection)).toBe(expected);
  });

  it('not what a socket of the host sends from that port', () => {
    expect(isInTheWay([dns], POLICY, used)(opposite)).toBe(false);
  });
});
