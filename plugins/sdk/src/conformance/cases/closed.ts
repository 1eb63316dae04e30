import { beforeAll, describe, test } from 'vitest';
import { BASIC, vpc1, vpc2, vpc4, vpcs } from '../scenario/network.js';
import { connects, internetConnects, pings, seenAs } from '../scenario/probe.js';
import { peering } from '../scenario/resources.js';
import { namespaceOf } from '../scenario/scenario.js';
import type { Subject } from '../scenario/subject.js';
import { expectVerdicts, type Verdict } from '../scenario/verdicts.js';

/**
 * The isolation that holds without any rule of a user. Both twins connect to one server from
 * `localPort`.
 */
const closed = (localPort: number): readonly Verdict[] => [
  ['subnets of a VPC: ping', pings('vpc1-private', '10.0.1.1'), true],
  ['subnets of a VPC: TCP', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
  ['and back', connects('vpc1-public', '10.0.2.1', 8081), 'open'],
  ['own gateway', pings('vpc1-private', '10.0.0.1'), true],
  ['own gateway, services', connects('vpc1-public', '10.0.0.1', 9000), 'dropped'],
  ['host services', connects('vpc1-public', '203.0.113.2', 9000), 'dropped'],
  ['the host itself', pings('vpc1-public', '203.0.113.2'), false],
  ["another VPC's gateway", pings('vpc1-public', '172.16.0.1'), false],
  ['another VPC', pings('vpc1-public', '172.16.1.1'), false],
  ['the other way', connects('vpc2-public', '10.0.1.1', 8080), 'dropped'],
  ['public to internet', seenAs('vpc1-public'), '203.0.113.2'],
  ['public to internet: ping', pings('vpc1-public', '198.51.100.8'), true],
  ['private to internet', pings('vpc1-private', '198.51.100.8'), false],
  ['internet to public', internetConnects('10.0.1.1', 8080), 'dropped'],
  ['internet to private', internetConnects('10.0.2.1', 8081), 'dropped'],
  ['the host to a subnet', connects(null, '10.0.1.1', 8080), 'open'],
  ['internet to the host, not a VPC matter', internetConnects('203.0.113.2', 9000), 'open'],
  // The twin with the same addresses: both use the same TCP port and ICMP identifier.
  ['twin: its own server', connects('twin-private', '10.0.1.1', 8083), 'open'],
  ['twin: not the other', connects('twin-private', '10.0.1.1', 8080), 'refused'],
  ['not the twin', connects('vpc1-private', '10.0.1.1', 8083), 'refused'],
  ['gateway', pings('vpc1-public', '10.0.0.1', '-e 77'), true],
  ['twin: gateway', pings('twin-public', '10.0.0.1', '-e 77'), true],
  ['neighbour', pings('vpc1-public', '10.0.2.1', '-e 78'), true],
  ['twin: neighbour', pings('twin-public', '10.0.2.1', '-e 78'), true],
  ['out', pings('vpc1-public', '198.51.100.8', '-e 79'), true],
  ['twin: out', pings('twin-public', '198.51.100.8', '-e 79'), true],
  ['HTTP out', seenAs('vpc1-public', `--local-port ${localPort}`), '203.0.113.2'],
  ['twin: HTTP out', seenAs('twin-public', `--local-port ${localPort}`), '203.0.113.2'],
];

const PEERED = [
  peering([vpc1.name, '10.0.0.0/16'], [vpc2.name, '172.16.0.0/16']),
  peering([vpc2.name, '172.16.0.0/16'], [vpc4.name, '172.20.0.0/16']),
];

const peered: readonly Verdict[] = [
  ['ping', pings('vpc1-public', '172.16.1.1'), true],
  ['ping back', pings('vpc2-public', '10.0.2.1'), true],
  ['TCP', connects('vpc1-private', '172.16.1.1', 8080), 'open'],
  ['TCP back', connects('vpc2-public', '10.0.1.1', 8080), 'open'],
  ['the second peering', pings('vpc4-public', '172.16.1.1'), true],
  ['not through', pings('vpc1-public', '172.20.1.1'), false],
  ['not through, back', pings('vpc4-public', '10.0.1.1'), false],
  ["not the peer's gateway", pings('vpc1-public', '172.16.0.1'), false],
];

/** Settings that make a host more or less strict. */
interface Strictness {
  readonly bridgeNf: number;
  readonly rpFilter: number;
}

/** Applies the settings and flushes neighbours and connections. */
async function useHost({ run, shell }: Subject, host: Strictness): Promise<void> {
  // The file is missing where iptables can't see bridged packets at all.
  const script = `bridge=/proc/sys/net/bridge/bridge-nf-call-iptables
    [ ! -e $bridge ] || echo ${host.bridgeNf} > $bridge
    for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo ${host.rpFilter} > $f; done
    ip neigh flush all && conntrack -F`;
  await run('sh', ['-c', script]);
  const namespaces = vpcs.flatMap((vpc) => vpc.subnets.map((subnet) => namespaceOf(vpc, subnet)));
  await Promise.all(namespaces.map((each) => shell(each, 'ip neigh flush all')));
}

/** All, so that each setting has each value beside each value of the other one. */
const ALL_HOSTS: readonly Strictness[] = [
  { bridgeNf: 0, rpFilter: 1 },
  { bridgeNf: 1, rpFilter: 1 },
  { bridgeNf: 0, rpFilter: 0 },
  // The kernel's own choice comes last.
  { bridgeNf: 1, rpFilter: 0 },
];
/** Each setting has each of its values once. */
const TWO_HOSTS = ALL_HOSTS.filter(({ bridgeNf, rpFilter }) => bridgeNf !== rpFilter);

/** Closed by default and opened by a peering, with any settings of the host, or with two. */
export function closedByDefault(subject: () => Subject, hosts: 'all' | 'two'): void {
  describe.each(hosts === 'all' ? ALL_HOSTS : TWO_HOSTS)(
    'on a host with bridge-nf-call-iptables=$bridgeNf and rp_filter=$rpFilter',
    (host) => {
      beforeAll(() => useHost(subject(), host));

      test('a VPC is closed by default', async () => {
        await subject().use(BASIC);
        await expectVerdicts(subject(), closed(5000 + host.bridgeNf + 2 * host.rpFilter));
      });

      test('a peering connects two VPCs, and no third one', async () => {
        await subject().use([...BASIC, ...PEERED]);
        await expectVerdicts(subject(), peered);
      });
    },
  );
}
