import type { PacketPolicyResource } from '@vpcctl/sdk';
import { allow, filter, group, hostService, port, router, tcp } from '@vpcctl/sdk/conformance';
import { describe, expect, it } from 'vitest';
import { isAllowed } from '../../../../src/host/conntrack/allowed.js';
import type { Connection } from '../../../../src/host/conntrack/entry.js';

const GATEWAY = '10.0.0.1';
const WORKLOAD = '10.0.1.1';
const BASE = [
  filter,
  router('vpc1', 7001, GATEWAY),
  port('vpc1', 'veth-vpc1-publi', '02:00:00:00:10:01', WORKLOAD),
];
const service = hostService(['vpc1', GATEWAY], 53, 20_002, [WORKLOAD]);
const egress = (at: number) => group('vpc1', 'public', [WORKLOAD], { egress: [allow(tcp(at))] });

/** A connection of a workload to the host service. */
const asked: Connection = {
  protocol: 'tcp',
  icmpType: null,
  mark: 7001,
  segment: 7001,
  answered: true,
  original: { source: WORKLOAD, sourcePort: 40_000, destination: GATEWAY, port: 53 },
  reply: { source: GATEWAY, sourcePort: 20_002, destination: WORKLOAD, port: 40_000 },
};

describe('a connection to a service of the host', () => {
  it.each<[string, readonly PacketPolicyResource[], boolean]>([
    ['is allowed while the service exists', [service], true],
    ['ends with it', [], false],
    ['ends when it is for others', [hostService(['vpc1', GATEWAY], 53, 20_002, [])], false],
    [
      'ends when it listens elsewhere',
      [hostService(['vpc1', GATEWAY], 53, 20_004, [WORKLOAD])],
      false,
    ],
    [
      'ends when it is of another VPC',
      [hostService(['twin', GATEWAY], 53, 20_002, [WORKLOAD])],
      false,
    ],
    ['is allowed where the group opens the port before NAT', [service, egress(53)], true],
    ['ends where the egress policy opens another address', [service, egress(20_002)], false],
  ])('%s', (_what, more, expected) => {
    expect(isAllowed([...BASE, ...more], [])(asked)).toBe(expected);
  });
});
