import { describe, expect, test } from 'vitest';
import { bridgeNetfilter } from '../scenario/bridge-netfilter.js';
import { BASIC as CLOSED, PUBLIC, twin, vpc1 } from '../scenario/network.js';
import { connects, echoes, internetConnects } from '../scenario/probe.js';
import { allow, forward, group, tcp } from '../scenario/resources.js';
import { backInto, portOf } from '../scenario/scenario.js';
import type { Subject } from '../scenario/subject.js';
import { expectVerdicts, type Verdict } from '../scenario/verdicts.js';

const VPC1 = ['vpc1', 7001] as const;
const TWIN = ['twin', 7003] as const;
const HOST = '203.0.113.2';

const BASIC = [...CLOSED, backInto(vpc1)];

const web = forward(VPC1, 7080, [['10.0.1.1', 8080]]);
const ssh = forward(VPC1, 7022, [['10.0.1.1', 22]]);

const outside = (port: number, expected: 'open' | 'dropped'): Verdict[] => [
  [`internet ${port}`, echoes('internet', HOST, port), expected],
  [`host ${port}`, echoes(null, HOST, port), expected],
  [`host, 127.0.0.1 ${port}`, echoes(null, '127.0.0.1', port), expected],
];

/** Probes from every place that may use a port forward. */
const everywhere = (port: number, expected: 'open' | 'dropped'): Verdict[] => [
  ...outside(port, expected),
  [`same VPC ${port}`, echoes('vpc1-private', HOST, port), expected],
];

/** Makes 90 connections in turn, and counts them by target. */
async function spread({ internet, run }: Subject, port: number): Promise<Record<string, number>> {
  const { exitCode, stderr } = await internet(
    `for i in $(seq 90); do exec 3<>/dev/tcp/${HOST}/${port} || exit; exec 3>&-; done`,
  );
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const counts: Record<string, number> = {};
  const listed = await run('conntrack', ['-L', '-p', 'tcp', '--orig-port-dst', String(port)]);
  for (const [, address, from] of listed.matchAll(
    /src=\S+ dst=\S+ .*src=(\S+) dst=\S+ sport=(\d+)/g,
  )) {
    const target = `${address}:${from}`;
    counts[target] = (counts[target] ?? 0) + 1;
  }
  return counts;
}

/** Port forwards: the forwarded ports and no others, from the allowed places. */
export function forwards(subject: () => Subject): void {
  describe('a port forward', () => {
    bridgeNetfilter(subject, 1);

    describe('where iptables does not see bridged packets', () => {
      bridgeNetfilter(subject, 0);

      test('works from everywhere, too', async () => {
        await subject().use([...BASIC, web]);
        await expectVerdicts(subject(), [
          ...everywhere(7080, 'open'),
          ['the workload itself', echoes('vpc1-public', HOST, 7080), 'open'],
        ]);
      });
    });

    test('works by hairpin NAT where the reverse-path filter is strict', async () => {
      const setting = 'net.ipv4.conf.br-twin.rp_filter';
      const before = await subject().run('sysctl', ['-n', setting]);
      await subject().run('sysctl', ['-w', `${setting}=1`]);
      try {
        await subject().use([...BASIC, backInto(twin), forward(TWIN, 7083, [['10.0.1.1', 8083]])]);
        await expectVerdicts(subject(), [
          ['inside', echoes('twin-private', HOST, 7083), 'open'],
          ['the workload itself', echoes('twin-public', HOST, 7083), 'open'],
        ]);
      } finally {
        await subject().run('sysctl', ['-w', `${setting}=${before.trim()}`]);
      }
    });

    test('by hairpin NAT obeys both security groups, and keeps the source address', async () => {
      const seen = (ingress: object, egress: object) => [
        ...BASIC,
        web,
        group('vpc1', 'public', ['10.0.1.1'], { ingress: [allow(ingress)] }),
        group('vpc1', 'private', ['10.0.2.1'], { egress: [allow(egress)] }),
      ];
      const from = { remotes: ['10.0.2.1/32'] };
      const to = { ...tcp(8080), remotes: ['10.0.1.1/32'] };
      const inside = (expected: 'open' | 'dropped') =>
        expectVerdicts(subject(), [['inside', echoes('vpc1-private', HOST, 7080), expected]]);
      await subject().use(seen(from, to));
      await inside('open');
      await subject().use(seen({ remotes: ['10.0.2.2/32'] }, to));
      await inside('dropped');
      await subject().use(seen(from, { ...to, ...tcp(7080) }));
      await inside('dropped');
    });

    test('lets nothing else leave by the port of a workload', async () => {
      await subject().use([...BASIC, web]);
      const { shell } = subject();
      const heard = () => shell('vpc1-public', 'grep ^Icmp: /proc/net/snmp');
      const before = await heard();
      await shell(null, `ping -c 1 -W 0.2 -I ${portOf(vpc1, PUBLIC)} 10.0.1.1`);
      expect(await heard()).toEqual(before);
      const strays = ['eth0', 'br-twin'].map((iif) => `priority 100 iif ${iif} lookup 17001`);
      const rules = (action: string) =>
        shell(null, strays.map((stray) => `ip rule ${action} ${stray}`).join('; '));
      await rules('add');
      try {
        await expectVerdicts(subject(), [
          ['from outside', internetConnects('10.0.1.1', 8080), 'dropped'],
          ['from another VPC', connects('twin-private', '10.0.1.1', 8080), 'dropped'],
        ]);
      } finally {
        await rules('del');
      }
    });

    test('works from the internet, the host and its own VPC, and opens nothing else', async () => {
      await subject().use([...BASIC, web]);
      await expectVerdicts(subject(), [
        ...everywhere(7080, 'open'),
        ['the gateway', echoes('vpc1-private', '10.0.0.1', 7080), 'open'],
        ['the workload itself', echoes('vpc1-public', HOST, 7080), 'open'],
        ['another VPC', connects('vpc2-public', HOST, 7080), 'dropped'],
        ['the twin', connects('twin-public', HOST, 7080), 'dropped'],
        ['another port', internetConnects(HOST, 7081), 'refused'],
        ['the target as such', internetConnects('10.0.1.1', 8080), 'dropped'],
        ['its own port there', internetConnects('10.0.1.1', 7080), 'dropped'],
        ['the host', echoes('internet', HOST, 9000), 'open'],
        ['the host, from inside', connects('vpc1-private', HOST, 9000), 'dropped'],
      ]);
    });

    test('of a VPC and one of its twin reach their own targets', async () => {
      const other = forward(TWIN, 7083, [['10.0.1.1', 8083]]);
      await subject().use([...BASIC, web, backInto(twin), other]);
      await expectVerdicts(subject(), [
        ...everywhere(7080, 'open'),
        ['twin, internet', echoes('internet', HOST, 7083), 'open'],
        ['twin, host', echoes(null, HOST, 7083), 'open'],
        ['twin, 127.0.0.1', echoes(null, '127.0.0.1', 7083), 'open'],
        ['twin, inside', echoes('twin-private', HOST, 7083), 'open'],
        ['not across', connects('vpc1-private', HOST, 7083), 'dropped'],
      ]);
    });

    test('passes the security group of its target', async () => {
      const guarded = group('vpc1', 'public', ['10.0.1.1'], { ingress: [allow(tcp(8080))] });
      await subject().use([...BASIC, web, ssh, guarded]);
      await expectVerdicts(subject(), [
        ...everywhere(7080, 'open'),
        ['the workload itself 7080', echoes('vpc1-public', HOST, 7080), 'open'],
        ...everywhere(7022, 'dropped'),
        ['the workload itself 7022', echoes('vpc1-public', HOST, 7022), 'dropped'],
      ]);
      const remotes = ['203.0.113.1/32', '127.0.0.0/8'];
      const narrow = group('vpc1', 'public', ['10.0.1.1'], { ingress: [allow({ remotes })] });
      await subject().use([...BASIC, web, narrow]);
      await expectVerdicts(subject(), [
        ['internet, whose address is seen', echoes('internet', HOST, 7080), 'open'],
        ['host, as it asks', echoes(null, '127.0.0.1', 7080), 'open'],
        ['host, by another address', echoes(null, HOST, 7080), 'dropped'],
        ['inside', echoes('vpc1-private', HOST, 7080), 'dropped'],
      ]);
    });

    test('carries datagrams', async () => {
      const datagrams = forward(VPC1, 7080, [['10.0.1.1', 8080]], { protocol: 'udp' });
      await subject().use([...BASIC, datagrams]);
      await expectVerdicts(subject(), [
        ['internet', echoes('internet', HOST, 7080, 'udp'), 'open'],
        ['host', echoes(null, HOST, 7080, 'udp'), 'open'],
        ['127.0.0.1', echoes(null, '127.0.0.1', 7080, 'udp'), 'open'],
        ['inside', echoes('vpc1-private', HOST, 7080, 'udp'), 'open'],
        ['no connections', internetConnects(HOST, 7080), 'refused'],
      ]);
    });

    test('of a range keeps the ports, or shifts them all', async () => {
      const moved = forward(VPC1, { from: 7100, to: 7102 }, [['10.0.1.1', 8079]]);
      const same = forward(VPC1, { from: 8081, to: 8082 }, [['10.0.2.1', 8081]]);
      await subject().use([...BASIC, moved, same]);
      await expectVerdicts(subject(), [
        ['moved', echoes('internet', HOST, 7101), 'open'],
        ['moved, where nothing listens', internetConnects(HOST, 7100), 'refused'],
        ['moved, past its end', internetConnects(HOST, 7103), 'refused'],
        ['the same', echoes('internet', HOST, 8081), 'open'],
        ['the same, where nothing listens', internetConnects(HOST, 8082), 'refused'],
        ['the same, past its end', internetConnects(HOST, 8080), 'refused'],
      ]);
    });

    test('of one address does not serve another address', async () => {
      await subject().use([
        ...BASIC,
        forward(VPC1, 7080, [['10.0.1.1', 8080]], { listen: HOST }),
        forward(TWIN, 7080, [['10.0.1.1', 8083]], { listen: '127.0.0.1' }),
      ]);
      await expectVerdicts(subject(), [
        ['internet', echoes('internet', HOST, 7080), 'open'],
        ['host', echoes(null, HOST, 7080), 'open'],
        ['127.0.0.1', echoes(null, '127.0.0.1', 7080), 'open'],
        ['inside', echoes('vpc1-private', HOST, 7080), 'open'],
        ['inside, the gateway', connects('vpc1-private', '10.0.0.1', 7080), 'dropped'],
        ['the twin', connects('twin-private', HOST, 7080), 'dropped'],
      ]);
    });

    test('to several targets spreads connections evenly', async () => {
      await subject().run('conntrack', ['-F']);
      const targets = [
        ['10.0.1.1', 8080],
        ['10.0.2.1', 8081],
        ['10.0.1.1', 22],
      ] as const;
      await subject().use([...BASIC, forward(VPC1, 7300, targets)]);
      expect(await spread(subject(), 7300)).toEqual({
        '10.0.1.1:8080': 30,
        '10.0.2.1:8081': 30,
        '10.0.1.1:22': 30,
      });
    });

    test('is created, changed and removed alone, and is observed', async () => {
      const both = forward(VPC1, 7080, [
        ['10.0.1.1', 8080],
        ['10.0.2.1', 8081],
      ]);
      for (const [policy, expected] of [
        [[...BASIC, ssh, web], 'open'],
        [[...BASIC, ssh, forward(VPC1, 7080, [['10.0.2.1', 8080]])], 'refused'],
        [[...BASIC, ssh, both], 'open'],
        [[...BASIC, ssh, web], 'open'],
        [[...BASIC, ssh], 'refused'],
        [[...BASIC, web], 'open'],
      ] as const) {
        await subject().use(policy);
        expect(new Set(await subject().observe(policy))).toEqual(new Set(policy));
        await expectVerdicts(subject(), [['web', echoes('internet', HOST, 7080), expected]]);
      }
    });

    test("to 127.0.0.1 does not open the host's own 127.0.0.1", async () => {
      await subject().use([...BASIC, web]);
      const { shell } = subject();
      const out = `ip addr del 127.0.0.1/8 dev lo && echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet &&
        ip route add 127.0.0.0/8 via 10.0.0.1 dev eth0 onlink`;
      const back = `ip route del 127.0.0.0/8; echo 0 > /proc/sys/net/ipv4/conf/all/route_localnet
        ip addr add 127.0.0.1/8 dev lo`;
      expect(await shell('vpc1-private', out)).toMatchObject({ exitCode: 0 });
      await expectVerdicts(subject(), [
        ["the host's", connects('vpc1-private', '127.0.0.1', 9000), 'dropped'],
        ['its own forward', echoes('vpc1-private', '127.0.0.1', 7080), 'open'],
      ]);
      await shell('vpc1-private', back);
    });
  });
}
