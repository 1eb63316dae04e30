import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';
import type { Step } from '../../../support/host/netlink-agent.js';
import { runSteps } from './support.js';

/** One namespace is built by programs, the other by netlink; each has a guest for far ends. */
const PROGRAMS = 'programs';
const NETLINK = 'netlink';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
  const guests = [PROGRAMS, NETLINK].map((name) => `${name}-guest`);
  for (const name of [PROGRAMS, NETLINK, ...guests]) await host.shell(`ip netns add ${name}`);
});
afterAll(() => host.stop());

/** What the kernel tells a moment later, or counts by time, or for all namespaces together. */
const LATER = /^(operstate|.*_timer|handle)$/;
const LATER_FLAGS = ['LOWER_UP', 'NO-CARRIER', 'linkdown', 'dead'];

/** All that the programs show of a namespace, without what differs by time. */
async function shown(name: string): Promise<unknown[]> {
  const lines = [
    `ip -n ${name} -j -d link`,
    `ip -n ${name}-guest -j -d link`,
    `ip -n ${name} -4 -j -d addr`,
    `ip -n ${name} -4 -N -j -d route show table all`,
    `ip -n ${name} -N -j -d rule`,
    `ip -n ${name} -4 -j neigh`,
    `bridge -n ${name} -j fdb`,
    `tc -n ${name} -j qdisc`,
    `tc -n ${name} -j filter show dev v0 ingress 2>/dev/null || echo []`,
  ];
  const output = await host.shell(lines.map((line) => `${line} | tr -d '\\n'; echo`).join('\n'));
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      JSON.parse(line, (key, value) => {
        if (LATER.test(key)) return undefined;
        const isFlags = key === 'flags' && Array.isArray(value);
        return isFlags ? value.filter((flag) => !LATER_FLAGS.includes(flag)) : value;
      }),
    );
}

/** A rule for all packets. */
const ANY = { iif: null, fwmark: null, fwmask: null, table: null, goto: null };

interface Part {
  readonly what: string;
  /** Lines of `ip`, or of `tc` where they begin with it. */
  readonly lines: readonly string[];
  readonly steps: readonly Step[];
}

const [br, v0, ifb] = ['@link:br0', '@link:v0', '@link:ifb0'];
const MAC = '02:00:00:00:00:0';
const FAST = { kind: 'tbf', rate: 20_000_000, burst: 50_000, latency: 1000 };
const TBF = { kind: 'tbf', rate: 10_000_000, burst: 16_384, latency: 400_000 };

/** In order: each part goes on from the one before. */
const PARTS: readonly Part[] = [
  {
    what: 'a bridge, with its settings and names',
    lines: [
      `link add name br0 address ${MAC}1 type bridge mcast_snooping 0 ageing_time 4294967295`,
      'link property add dev br0 altname br0-with-a-name-of-more-than-15-characters',
      'link set dev br0 addrgenmode none alias vpcctl:vpc1',
      'link set dev br0 up',
    ],
    steps: [
      [
        'link.add',
        {
          ...{ kind: 'bridge', name: 'br0', mac: `${MAC}1` },
          ...{ multicastSnooping: false, ageingTime: 4294967295 },
        },
      ],
      ['altname.add', { index: br, altname: 'br0-with-a-name-of-more-than-15-characters' }],
      [
        'link.set',
        {
          index: '@link:br0-with-a-name-of-more-than-15-characters',
          addressMode: 'none',
          alias: 'vpcctl:vpc1',
        },
      ],
      ['link.set', { index: br, up: true }],
    ],
  },
  {
    what: 'a veth pair into another namespace, as a port of the bridge',
    lines: [
      `link add name v0 address ${MAC}2 type veth peer name v1 address ${MAC}3 netns GUEST`,
      'link set dev v0 addrgenmode none alias vpcctl:vpc1/a master br0',
      'link set dev v0 type bridge_slave isolated on flood off',
      'link set dev v0 up',
    ],
    steps: [
      [
        'link.add',
        {
          ...{ kind: 'veth', name: 'v0', mac: `${MAC}2` },
          peer: { name: 'v1', mac: `${MAC}3`, netns: '@netns:GUEST' },
        },
      ],
      ['link.set', { index: v0, addressMode: 'none', alias: 'vpcctl:vpc1/a', master: br }],
      ['bridgePort.set', { index: v0, isolated: true, flood: false }],
      ['link.set', { index: v0, up: true }],
    ],
  },
  {
    what: 'addresses, routes in several tables, rules',
    lines: [
      'addr add 10.0.0.1/16 dev br0 noprefixroute',
      'addr add 10.9.0.1/24 dev br0',
      'route add 10.0.0.0/16 table main dev br0 metric 7001 src 10.0.0.1',
      'route add 10.0.0.0/16 table 7001 dev br0',
      'route add default table 7001 via 192.0.2.1 dev br0 onlink',
      'route add blackhole 10.1.0.0/16 table 7001',
      'rule add priority 7001 iif br0 lookup 7001',
      'rule add priority 7002 fwmark 7001 lookup 7001',
      'rule add priority 7003 iif br0 fwmark 7002 lookup 100',
      'rule add priority 7000 fwmark 0x1b50/0xfffffff0 goto 7002',
    ],
    steps: [
      ['address.add', { index: br, cidr: '10.0.0.1/16', noPrefixRoute: true }],
      ['address.add', { index: br, cidr: '10.9.0.1/24', noPrefixRoute: false }],
      ['route.add', { destination: '10.0.0.0/16', link: br, metric: 7001, source: '10.0.0.1' }],
      ['route.add', { destination: '10.0.0.0/16', table: 7001, link: br }],
      [
        'route.add',
        { destination: 'default', table: 7001, via: '192.0.2.1', link: br, onlink: true },
      ],
      ['route.add', { destination: '10.1.0.0/16', table: 7001, type: 'blackhole' }],
      ['rule.add', { ...ANY, priority: 7001, iif: 'br0', table: 7001 }],
      ['rule.add', { ...ANY, priority: 7002, fwmark: 7001, table: 7001 }],
      ['rule.add', { ...ANY, priority: 7003, iif: 'br0', fwmark: 7002, table: 100 }],
      ['rule.add', { ...ANY, priority: 7000, fwmark: 0x1b50, fwmask: 0xfffffff0, goto: 7002 }],
    ],
  },
  {
    what: 'neighbours and forwarding entries',
    lines: [
      `neigh replace 10.0.0.9 lladdr ${MAC}8 dev br0 nud permanent`,
      `neigh replace 10.0.0.9 lladdr ${MAC}9 dev br0 nud permanent`,
      `bridge fdb add ${MAC}9 dev v0 master static`,
    ],
    steps: [
      ['neighbour.replace', { index: br, address: '10.0.0.9', mac: `${MAC}8` }],
      ['neighbour.replace', { index: br, address: '10.0.0.9', mac: `${MAC}9` }],
      ['forwarding.add', { index: v0, mac: `${MAC}9` }],
    ],
  },
  {
    what: 'limits of a rate, and the redirection through an ifb',
    lines: [
      `link add name ifb0 address ${MAC}4 type ifb`,
      'link set dev ifb0 up',
      'tc qdisc replace dev ifb0 root tbf rate 10000000bit burst 16384b latency 400000us',
      'tc qdisc replace dev v0 root tbf rate 20000000bit burst 50000b latency 1000us',
      'tc qdisc add dev v0 ingress',
      'tc filter add dev v0 ingress protocol all pref 1 u32 match u32 0 0 action mirred egress redirect dev ifb0',
    ],
    steps: [
      ['link.add', { kind: 'ifb', name: 'ifb0', mac: `${MAC}4` }],
      ['link.set', { index: ifb, up: true }],
      ['qdisc.replace', { index: ifb, discipline: TBF }],
      ['qdisc.replace', { index: v0, discipline: FAST }],
      ['qdisc.addIngress', { index: v0 }],
      ['redirect.add', { index: v0, to: ifb }],
    ],
  },
  {
    what: 'changes of what is there',
    lines: [
      `link set dev br0 address ${MAC}7 mtu 1400`,
      'link set dev v0 type bridge_slave learning off neigh_suppress on locked on hairpin on flood on isolated off',
      'route replace 10.0.0.0/16 table 7001 dev br0 src 10.9.0.1',
      `neigh replace 10.0.0.9 lladdr ${MAC}8 dev br0 nud permanent`,
      'tc qdisc replace dev ifb0 root tbf rate 1000000bit burst 4096b latency 100000us',
      'link set dev v0 down',
      'link set dev v0 nomaster',
    ],
    steps: [
      ['link.set', { index: br, mac: `${MAC}7`, mtu: 1400 }],
      [
        'bridgePort.set',
        {
          ...{ index: v0, learning: false, neighSuppress: true, locked: true },
          ...{ hairpin: true, flood: true, isolated: false },
        },
      ],
      ['route.replace', { destination: '10.0.0.0/16', table: 7001, link: br, source: '10.9.0.1' }],
      ['neighbour.replace', { index: br, address: '10.0.0.9', mac: `${MAC}8` }],
      [
        'qdisc.replace',
        { index: ifb, discipline: { ...TBF, rate: 1e6, burst: 4096, latency: 100_000 } },
      ],
      ['link.set', { index: v0, up: false }],
      ['link.set', { index: v0, master: 0 }],
    ],
  },
  {
    what: 'deletions',
    lines: [
      'tc qdisc del dev v0 root',
      'tc qdisc del dev v0 ingress',
      'neigh del 10.0.0.9 dev br0',
      'rule del priority 7001 iif br0 lookup 7001',
      'rule del priority 7002 fwmark 7001 lookup 7001',
      'rule del priority 7003 iif br0 fwmark 7002 lookup 100',
      'route del 10.0.0.0/16 table main dev br0 metric 7001 src 10.0.0.1',
      'route del default table 7001 via 192.0.2.1 dev br0 onlink',
      'addr del 10.0.0.1/16 dev br0',
      'link property del dev br0 altname br0-with-a-name-of-more-than-15-characters',
      'link del dev v0',
    ],
    steps: [
      ['qdisc.delete', { index: v0 }],
      ['qdisc.deleteIngress', { index: v0 }],
      ['neighbour.delete', { index: br, address: '10.0.0.9' }],
      ['rule.delete', { ...ANY, priority: 7001, iif: 'br0', table: 7001 }],
      ['rule.delete', { ...ANY, priority: 7002, fwmark: 7001, table: 7001 }],
      ['rule.delete', { ...ANY, priority: 7003, iif: 'br0', fwmark: 7002, table: 100 }],
      ['route.delete', { destination: '10.0.0.0/16', link: br, metric: 7001, source: '10.0.0.1' }],
      [
        'route.delete',
        { destination: 'default', table: 7001, via: '192.0.2.1', link: br, onlink: true },
      ],
      ['address.delete', { index: br, cidr: '10.0.0.1/16' }],
      ['altname.delete', { index: br, altname: 'br0-with-a-name-of-more-than-15-characters' }],
      ['link.delete', { index: v0 }],
    ],
  },
];

describe('requests make the same host as programs do', () => {
  let before = '';

  it.each(PARTS)('$what', async ({ lines, steps }) => {
    for (const line of lines) await host.shell(programLine(line));
    const named = JSON.parse(JSON.stringify(steps).replaceAll('GUEST', `${NETLINK}-guest`));
    await runSteps(host, NETLINK, named);
    const [expected, actual] = [await shown(PROGRAMS), await shown(NETLINK)];
    expect(actual).toEqual(expected);
    // The part did something that the programs show.
    expect(JSON.stringify(expected)).not.toBe(before);
    before = JSON.stringify(expected);
  });
});

/** The line with its program, in the namespace of the programs. */
function programLine(line: string): string {
  const [first = ''] = line.split(' ');
  const program = first === 'tc' || first === 'bridge' ? first : 'ip';
  const rest = program === 'ip' ? line : line.slice(program.length + 1);
  return `${program} -n ${PROGRAMS} ${rest.replace('GUEST', `${PROGRAMS}-guest`)}`;
}

describe('requests', () => {
  it('forget the neighbours of a link that were learned, and no others', async () => {
    const macs = [1, 2, 3].map((last) => `02:00:00:00:01:0${last}`);
    await host.shell(
      `ip link add name br9 type bridge && ip link set br9 up && ip addr add 10.99.0.1/24 dev br9 &&
       ip neigh add 10.99.0.2 lladdr ${macs[0]} dev br9 nud stale &&
       ip neigh add 10.99.0.3 lladdr ${macs[1]} dev br9 nud permanent &&
       ip neigh add 203.0.113.77 lladdr ${macs[2]} dev eth0 nud stale`,
    );
    await host.ask(nothing, { do: 'netlink', ask: 'flushNeighbours', link: 'br9' });
    const left = await host.shell('ip neigh');
    expect(left).not.toContain('10.99.0.2 ');
    expect(left).toContain('10.99.0.3 ');
    expect(left).toContain('203.0.113.77 ');
  });

  it('of one datagram go on after a refusal; hundreds of them are answered', async () => {
    const rules = Array.from({ length: 300 }, (_, at) => rule(9000 + (at % 299)));
    const outcomes = await host.ask(numbers, {
      do: 'netlink',
      ask: 'batch',
      namespace: null,
      steps: rules,
    });
    expect(outcomes).toEqual([...Array(299).fill(0), EEXIST]);
    expect((await host.shell('ip rule')).match(/lookup 9999/g)).toHaveLength(299);
  });
});

const rule = (priority: number): Step => ['rule.add', { ...ANY, priority, fwmark: 1, table: 9999 }];
const EEXIST = 17;
const nothing = z.unknown();
const numbers = z.array(z.number());
