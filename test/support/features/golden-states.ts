import type { Resource } from '@vpcctl/sdk';
import {
  allow,
  answers,
  deniedLog,
  deny,
  filter,
  forward,
  group,
  hairpin,
  hostService,
  internet,
  peering,
  port,
  router,
  tcp,
  uplink,
} from '@vpcctl/sdk/conformance';

/** A change from one state to another, by the resources of the packet policy in each. */
export interface Step {
  readonly before: readonly Resource[];
  readonly after: readonly Resource[];
}

const port1 = port('vpc1', 'veth-vpc1-publi', '02:00:00:00:10:01', '10.0.1.1');
const port2 = port('vpc1', 'veth-vpc1-priva', '02:00:00:00:10:02', '10.0.2.1');
const way = internet('vpc1', 7001, 'eth0', '10.0.1.1');
const vpc1 = [filter, router('vpc1', 7001, '10.0.0.1')];
const subnets = [...vpc1, port1, way, port2];
/** With the very addresses of vpc1. */
const twin = [
  router('twin', 7002, '10.0.0.1'),
  port('twin', 'veth-twin-publi', '02:00:00:00:20:01', '10.0.1.1'),
  internet('twin', 7002, 'eth0', '10.0.1.1'),
];
const vpc2 = [
  router('vpc2', 7003, '172.16.0.1'),
  port('vpc2', 'veth-vpc2-publi', '02:00:00:00:30:01', '172.16.1.1'),
];
const two = [...subnets, ...vpc2];
const peered = peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.0.0/16']);
const narrow = peering(['vpc1', '10.0.1.0/24'], ['vpc2', '172.16.1.0/24', '172.16.9.1/32']);

const web = group('vpc1', 'public', ['10.0.1.1'], {
  ingress: [
    allow({ ...tcp(8080), description: 'the "web" server' }),
    deny({ ...tcp(22), remotes: ['172.16.0.0/12', '192.0.2.7/32'] }),
    allow({ ports: { from: 8000, to: 8100 } }),
    allow({ protocol: 'icmp', remotes: ['10.0.0.0/8'] }),
    allow({ protocol: 'udp', remotes: [] }),
  ],
});
const shut = group('vpc1', 'public', ['10.0.1.1'], { ingress: [allow(tcp(443))], egress: [] });

const hairpinTo = (...to: string[]) => hairpin(['vpc1', 7001], ['10.0.0.1', '10.0.0.0/16'], to);
const ports = [
  hairpinTo('veth-vpc1-publi'),
  forward(['vpc1', 7001], 8080, [
    ['10.0.1.1', 80],
    ['10.0.2.1', 80],
    ['10.0.2.1', 8080],
  ]),
  forward(['vpc1', 7001], { from: 9000, to: 9002 }, [['10.0.1.1', 90]], { protocol: 'udp' }),
  forward(['vpc1', 7001], { from: 7000, to: 7999 }, [['10.0.1.1', 7000]], { listen: '127.0.0.1' }),
];

const byAny = internet('vpc1', 7001, null, '10.0.1.1');
const anyUplink = [...vpc1, port1, byAny, uplink('eth0'), answers('203.0.113.2', 1)];

const names = (...addresses: string[]): Resource[] =>
  (['udp', 'tcp'] as const).map((protocol) =>
    hostService(['vpc1', '10.0.0.1'], 53, 20002, addresses, protocol),
  );

/** Each is a file for each driver. Together they have every kind come, change and go. */
export const STATES: Readonly<Record<string, Step>> = {
  'first-vpc': { before: [], after: vpc1 },
  'subnets-come': { before: vpc1, after: subnets },
  'twin-comes': { before: subnets, after: [...subnets, ...twin] },
  'peering-comes': { before: two, after: [...two, peered] },
  'peering-narrows': { before: [...two, peered], after: [...two, narrow] },
  'peering-goes': { before: [...two, narrow], after: two },
  'group-comes': { before: subnets, after: [...subnets, web] },
  'group-changes': { before: [...subnets, web], after: [...subnets, shut] },
  'group-goes': { before: [...subnets, shut], after: subnets },
  'forwards-come': { before: subnets, after: [...subnets, ...ports] },
  'hairpin-adds-port': {
    before: [...subnets, ...ports],
    after: [...subnets, hairpinTo('veth-vpc1-publi', 'veth-vpc1-priva'), ...ports.slice(1)],
  },
  'forwards-go': { before: [...subnets, ...ports], after: subnets },
  'services-come': { before: subnets, after: [...subnets, ...names('10.0.1.1')] },
  'service-grows': {
    before: [...subnets, ...names('10.0.1.1')],
    after: [...subnets, ...names('10.0.1.1', '10.0.2.1')],
  },
  'services-go': { before: [...subnets, ...names('10.0.1.1')], after: subnets },
  'gateway-changes': {
    before: subnets,
    after: [filter, router('vpc1', 7001, '10.0.0.9'), port1, way, port2],
  },
  'uplinks-come': { before: [...vpc1, port1], after: anyUplink },
  'uplink-changes': {
    before: anyUplink,
    after: [...vpc1, port1, byAny, uplink('eth1'), answers('203.0.113.2', 2)],
  },
  'subnet-goes': { before: subnets, after: [...vpc1, port1, way] },
  'readers-come': { before: subnets, after: [...subnets, deniedLog('vpc1', 7001, 7002)] },
  'reader-goes': {
    before: [...subnets, deniedLog('vpc1', 7001, 7002)],
    after: [...subnets, deniedLog('vpc1', 7001)],
  },
  'last-vpc-goes': { before: subnets, after: [] },
};
