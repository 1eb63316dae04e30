import type { Resource } from '@vpcctl/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from './support/lab.js';
import { apply } from './support/policy.js';
import { connects, internetConnects, pings, seenAs, serve } from './support/probe.js';
import { allow, deny, group, peering, tcp } from './support/resources.js';
import {
  build,
  namespaceOf,
  policyOf,
  routeBetween,
  sysctl,
  type Vpc,
  zoneOf,
} from './support/world.js';

const PUBLIC = { name: 'public', third: 1, isPublic: true };
const PRIVATE = { name: 'private', third: 2, isPublic: false };
const vpc1: Vpc = { name: 'vpc1', net: '10.0', number: 1, subnets: [PUBLIC, PRIVATE] };
const vpc2: Vpc = { name: 'vpc2', net: '172.16', number: 2, subnets: [PUBLIC] };
/** The very addresses of vpc1. */
const twin: Vpc = { ...vpc1, name: 'twin', number: 3 };
const vpc4: Vpc = { name: 'vpc4', net: '172.20', number: 4, subnets: [PUBLIC] };
const vpcs = [vpc1, vpc2, twin, vpc4];
const basic = policyOf(vpcs);

const PEERED = peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.0.0/16']);

let lab: Lab;
let policy: readonly Resource[] = [];

/** Makes the packet policy the basic one and `more`. */
async function usePolicy(...more: readonly Resource[]): Promise<void> {
  const next = [...basic, ...more];
  await apply(lab, policy, next);
  policy = next;
}

/** Sets how strict the host is, and forgets: neighbours are asked for again, and connections are new. */
async function useHost(host: { bridgeNf: number; rpFilter: number }): Promise<void> {
  await sysctl(lab, `bridge/bridge-nf-call-iptables=${host.bridgeNf}`);
  const write = `for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo ${host.rpFilter} > $f; done`;
  await lab.run('sh', ['-c', write]);
  await lab.run('ip', ['neigh', 'flush', 'all']);
  const namespaces = vpcs.flatMap((vpc) => vpc.subnets.map((subnet) => namespaceOf(vpc, subnet)));
  await Promise.all(namespaces.map((each) => lab.shell(each, 'ip neigh flush all')));
  await lab.run('conntrack', ['-F']);
}

/** Asks all at once, and compares all answers. */
async function expectAll(
  ...questions: readonly [what: string, answer: Promise<unknown>, expected: unknown][]
): Promise<void> {
  const answers = await Promise.all(
    questions.map(async ([what, answer]) => [what, await answer] as const),
  );
  expect(Object.fromEntries(answers)).toEqual(
    Object.fromEntries(questions.map(([what, , expected]) => [what, expected])),
  );
}

beforeAll(async () => {
  lab = await openLab();
  await build(lab, vpcs);
  await routeBetween(lab, vpc1, vpc2);
  await routeBetween(lab, vpc2, vpc4);
  await routeBetween(lab, vpc1, vpc4);
  await usePolicy();
  await Promise.all([
    serve(lab, 'vpc1-public', 22, 8080),
    serve(lab, 'vpc1-private', 8081),
    serve(lab, 'twin-public', 8083),
    serve(lab, 'vpc2-public', 8080),
    serve(lab, null, 9000),
  ]);
  // Someone outside who knows the way in.
  await lab.internet('ip route add 10.0.0.0/16 via 203.0.113.2');
});
afterAll(() => lab.close());

const closedByDefault = (localPort: number): [string, Promise<unknown>, unknown][] => [
  ['subnets of a VPC: ping', pings(lab, 'vpc1-private', '10.0.1.1'), true],
  ['subnets of a VPC: TCP', connects(lab, 'vpc1-private', '10.0.1.1', 8080), 'open'],
  ['and back', connects(lab, 'vpc1-public', '10.0.2.1', 8081), 'open'],
  ['own gateway', pings(lab, 'vpc1-private', '10.0.0.1'), true],
  ['own gateway, services', connects(lab, 'vpc1-public', '10.0.0.1', 9000), 'dropped'],
  ['host services', connects(lab, 'vpc1-public', '203.0.113.2', 9000), 'dropped'],
  ['the host itself', pings(lab, 'vpc1-public', '203.0.113.2'), false],
  ["another VPC's gateway", pings(lab, 'vpc1-public', '172.16.0.1'), false],
  ['another VPC', pings(lab, 'vpc1-public', '172.16.1.1'), false],
  ['the other way', connects(lab, 'vpc2-public', '10.0.1.1', 8080), 'dropped'],
  ['public to internet', seenAs(lab, 'vpc1-public'), '203.0.113.2'],
  ['public to internet: ping', pings(lab, 'vpc1-public', '198.51.100.8'), true],
  ['private to internet', pings(lab, 'vpc1-private', '198.51.100.8'), false],
  ['internet to public', internetConnects(lab, '10.0.1.1', 8080), 'dropped'],
  ['internet to private', internetConnects(lab, '10.0.2.1', 8081), 'dropped'],
  ['the host to a subnet', connects(lab, null, '10.0.1.1', 8080), 'open'],
  ['internet to the host, not a VPC matter', internetConnects(lab, '203.0.113.2', 9000), 'open'],
  // The same addresses once more: one TCP port and one ICMP identifier for both.
  ['twin: its own server', connects(lab, 'twin-private', '10.0.1.1', 8083), 'open'],
  ['twin: not the other', connects(lab, 'twin-private', '10.0.1.1', 8080), 'refused'],
  ['not the twin', connects(lab, 'vpc1-private', '10.0.1.1', 8083), 'refused'],
  ['gateway', pings(lab, 'vpc1-public', '10.0.0.1', '-e 77'), true],
  ['twin: gateway', pings(lab, 'twin-public', '10.0.0.1', '-e 77'), true],
  ['neighbour', pings(lab, 'vpc1-public', '10.0.2.1', '-e 78'), true],
  ['twin: neighbour', pings(lab, 'twin-public', '10.0.2.1', '-e 78'), true],
  ['out', pings(lab, 'vpc1-public', '198.51.100.8', '-e 79'), true],
  ['twin: out', pings(lab, 'twin-public', '198.51.100.8', '-e 79'), true],
  ['HTTP out', seenAs(lab, 'vpc1-public', `--local-port ${localPort}`), '203.0.113.2'],
  ['twin: HTTP out', seenAs(lab, 'twin-public', `--local-port ${localPort}`), '203.0.113.2'],
];

describe.each([
  { bridgeNf: 0, rpFilter: 0 },
  { bridgeNf: 1, rpFilter: 0 },
  { bridgeNf: 0, rpFilter: 1 },
  { bridgeNf: 1, rpFilter: 1 },
])('on a host with bridge-nf-call-iptables=$bridgeNf and rp_filter=$rpFilter', (host) => {
  beforeAll(() => useHost(host));

  test('a VPC is closed by default', async () => {
    await usePolicy();
    await expectAll(...closedByDefault(5000 + host.bridgeNf + 2 * host.rpFilter));
  });

  test('a peering opens the way between two VPCs, and no further', async () => {
    await usePolicy(PEERED, peering(['vpc2', '172.16.0.0/16'], ['vpc4', '172.20.0.0/16']));
    await expectAll(
      ['ping', pings(lab, 'vpc1-public', '172.16.1.1'), true],
      ['ping back', pings(lab, 'vpc2-public', '10.0.2.1'), true],
      ['TCP', connects(lab, 'vpc1-private', '172.16.1.1', 8080), 'open'],
      ['TCP back', connects(lab, 'vpc2-public', '10.0.1.1', 8080), 'open'],
      ['the second peering', pings(lab, 'vpc4-public', '172.16.1.1'), true],
      ['not through', pings(lab, 'vpc1-public', '172.20.1.1'), false],
      ['not through, back', pings(lab, 'vpc4-public', '10.0.1.1'), false],
      ["not the peer's gateway", pings(lab, 'vpc1-public', '172.16.0.1'), false],
    );
  });
});

test('allowed CIDRs narrow a peering', async () => {
  await usePolicy(peering(['vpc1', '10.0.1.0/24'], ['vpc2', '172.16.0.0/16']));
  await expectAll(
    ['inside', pings(lab, 'vpc1-public', '172.16.1.1'), true],
    ['inside, back', pings(lab, 'vpc2-public', '10.0.1.1'), true],
    ['outside', pings(lab, 'vpc1-private', '172.16.1.1'), false],
    ['outside, back', connects(lab, 'vpc2-public', '10.0.2.1', 8081), 'dropped'],
  );
});

test('closing a peering cuts connections that stand', async () => {
  /** Says something before and after the policy changes; what it hears the second time. */
  const talk = async (...next: readonly Resource[]): Promise<string> => {
    await usePolicy(PEERED);
    await lab.shell(null, 'mkfifo /run/first /run/second');
    const talking = lab.shell(
      'vpc1-public',
      `exec 3<>/dev/tcp/172.16.1.1/8080; echo first >&3; read -r -t 2 heard <&3; echo $heard > /run/first
       read -r _ < /run/second; echo second >&3; read -r -t 2 heard <&3 && echo $heard`,
    );
    expect((await lab.shell(null, 'cat /run/first')).stdout).toBe('first\n');
    await usePolicy(...next);
    await lab.shell(null, 'echo > /run/second; rm /run/first /run/second');
    return (await talking).stdout;
  };
  expect(await talk(PEERED)).toBe('second\n');
  expect(await talk()).toBe('');
});

describe('a security group', () => {
  test('lets in what its rules allow', async () => {
    const ingress = [allow(tcp(8080)), deny(tcp(22)), allow(tcp(443))];
    await usePolicy(PEERED, group('vpc1', 'public', ['10.0.1.1'], { ingress }));
    await expectAll(
      ['allowed', connects(lab, 'vpc1-private', '10.0.1.1', 8080), 'open'],
      ['denied', connects(lab, 'vpc1-private', '10.0.1.1', 22), 'dropped'],
      ['allowed, nobody there', connects(lab, 'vpc1-private', '10.0.1.1', 443), 'refused'],
      ['not named', pings(lab, 'vpc1-private', '10.0.1.1'), false],
      ['the host, allowed', connects(lab, null, '10.0.1.1', 8080), 'open'],
      ['the host, denied', connects(lab, null, '10.0.1.1', 22), 'dropped'],
      ['a peer, allowed', connects(lab, 'vpc2-public', '10.0.1.1', 8080), 'open'],
      ['a peer, denied', connects(lab, 'vpc2-public', '10.0.1.1', 22), 'dropped'],
      ['outward, with its answers', connects(lab, 'vpc1-public', '10.0.2.1', 8081), 'open'],
      ['outward, ping', pings(lab, 'vpc1-public', '10.0.2.1'), true],
      ['internet', seenAs(lab, 'vpc1-public'), '203.0.113.2'],
      ['gateway', pings(lab, 'vpc1-public', '10.0.0.1'), true],
      ['another subnet', connects(lab, 'vpc1-public', '10.0.2.1', 8081), 'open'],
      ['the twin', connects(lab, 'twin-private', '10.0.1.1', 8083), 'open'],
    );
  });

  test('by source and with all protocols', async () => {
    const ingress = [
      deny({ remotes: ['172.16.0.0/12'] }),
      allow({ ports: { from: 8000, to: 8100 } }),
      allow({ protocol: 'icmp' }),
    ];
    await usePolicy(PEERED, group('vpc1', 'public', ['10.0.1.1'], { ingress }));
    await expectAll(
      ['a port in range', connects(lab, 'vpc1-private', '10.0.1.1', 8080), 'open'],
      ['a port out of range', connects(lab, 'vpc1-private', '10.0.1.1', 22), 'dropped'],
      ['ICMP', pings(lab, 'vpc1-private', '10.0.1.1'), true],
      ['the first match wins', connects(lab, 'vpc2-public', '10.0.1.1', 8080), 'dropped'],
    );
  });

  test('lets out what its rules allow, and only as far as the receiver agrees', async () => {
    await usePolicy(
      group('vpc1', 'public', ['10.0.1.1'], { egress: [allow(tcp(8081)), allow(tcp(8082))] }),
      group('vpc1', 'private', ['10.0.2.1'], { ingress: [allow(tcp(8081))] }),
    );
    await expectAll(
      ['both agree', connects(lab, 'vpc1-public', '10.0.2.1', 8081), 'open'],
      ['the receiver does not', connects(lab, 'vpc1-public', '10.0.2.1', 8082), 'dropped'],
      ['nobody named it', connects(lab, 'vpc1-public', '10.0.2.1', 80), 'dropped'],
      ['internet', seenAs(lab, 'vpc1-public'), null],
      ['gateway', pings(lab, 'vpc1-public', '10.0.0.1'), false],
      ['inward, with its answers', connects(lab, 'vpc1-private', '10.0.1.1', 8080), 'open'],
    );
  });
});

describe('a forwarded port', () => {
  /** As a port forward has to do it: mark the connection, so that it finds the VPC's routing table. */
  const FORWARD = `table ip forwards {
    chain marking { type filter hook prerouting priority -149; iifname "eth0" ct mark ${zoneOf(vpc1)} meta mark set ct mark; }
    chain forwarding { type nat hook prerouting priority -100; iifname "eth0" tcp dport 8888 ct mark set ${zoneOf(vpc1)} meta mark set ct mark dnat to 10.0.2.1:8081; }
  }`;

  test('leads in, for a private subnet too, and past its group', async () => {
    await lab.run('nft', [FORWARD]);
    await usePolicy();
    await expectAll(['open', internetConnects(lab, '203.0.113.2', 8888), 'open']);
    const egress = [deny()];
    await usePolicy(
      group('vpc1', 'private', ['10.0.2.1'], { ingress: [allow(tcp(8081))], egress }),
    );
    await expectAll(['allowed', internetConnects(lab, '203.0.113.2', 8888), 'open']);
    await usePolicy(group('vpc1', 'private', ['10.0.2.1'], { ingress: [allow(tcp(80))] }));
    await expectAll(['denied', internetConnects(lab, '203.0.113.2', 8888), 'dropped']);
    await lab.run('nft', ['delete table ip forwards']);
  });
});

describe('forged answers', () => {
  /** Datagrams from 6000 to 5000 that reach a namespace. */
  const COUNT =
    'nft "table ip probe { chain in { type filter hook input priority 10; udp sport 6000 udp dport 5000 counter; }; }"';
  const arrived = async (namespace: string | null): Promise<string> =>
    (await lab.shell(namespace, 'nft list table ip probe')).stdout.match(/packets (\d+)/)?.[1] ??
    '';
  const send = (from: string, to: string): string =>
    `echo hello | nc -u -w 1 -s ${from.replace(':', ' -p ')} ${to.replace(':', ' ')}`;

  test("of one VPC are not taken for another's with the same addresses", async () => {
    await usePolicy(group('vpc1', 'public', ['10.0.1.1'], { ingress: [deny()] }));
    await lab.shell('vpc1-public', COUNT);
    // The twin's connection awaits an answer from 10.0.2.1:6000 to 10.0.1.1:5000 ...
    await lab.shell('twin-public', send('10.0.1.1:5000', '10.0.2.1:6000'));
    // ... which this is not.
    await lab.shell('vpc1-private', send('10.0.2.1:6000', '10.0.1.1:5000'));
    expect(await arrived('vpc1-public')).toBe('0');
    await usePolicy();
    await lab.run('conntrack', ['-F']);
    await lab.shell('vpc1-private', send('10.0.2.1:6000', '10.0.1.1:5000'));
    expect(await arrived('vpc1-public')).toBe('1');
  });

  test('to the host are taken only from where it asked', async () => {
    await usePolicy();
    await lab.shell(null, COUNT);
    await lab.shell(null, send('10.0.0.1:5000', '10.0.1.1:6000'));
    await lab.shell('twin-public', send('10.0.1.1:6000', '10.0.0.1:5000'));
    expect(await arrived(null)).toBe('0');
    await lab.shell('vpc1-public', send('10.0.1.1:6000', '10.0.0.1:5000'));
    expect(await arrived(null)).toBe('1');
  });

  test('from the uplink to inner connections are dropped', async () => {
    await usePolicy();
    // A host with a reverse-path filter would drop them for another reason.
    await useHost({ bridgeNf: 0, rpFilter: 0 });
    await lab.shell('vpc2-public', COUNT);
    await lab.internet('ip addr add 172.16.2.1/32 dev lo; ip route add 172.16.1.1 via 203.0.113.2');
    await lab.shell('vpc2-public', send('172.16.1.1:5000', '172.16.2.1:6000'));
    await lab.internet(send('172.16.2.1:6000', '172.16.1.1:5000'));
    expect(await arrived('vpc2-public')).toBe('0');
  });
});
