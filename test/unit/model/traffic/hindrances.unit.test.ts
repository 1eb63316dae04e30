import type { ChosenRoute, RuleFact, State, TableRoute, TrafficFacts } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { selectVpcs } from '../../../../src/features/vpc/state.js';
import {
  findHindrances,
  hindranceOf,
  trafficNeeds,
  vpcEnd,
} from '../../../../src/model/traffic/index.js';
import { allWorkloads } from '../../../../src/model/workloads/index.js';
import { given } from '../../../support/features/given.js';

const VPC = [
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16', interface: 'eth0' }],
  ['subnet.add', { vpc: 'vpc1', name: 'public', cidr: '10.0.1.0/24', type: 'public' }],
  ['subnet.add', { vpc: 'vpc1', name: 'private', cidr: '10.0.2.0/24', type: 'private' }],
] as const;

const RULE: RuleFact = {
  ...{ priority: 0, source: null, destination: null, iif: null, oif: null },
  ...{ fwmark: null, fwmask: null, inverted: false, partial: false },
  ...{ action: 'lookup', table: 254, goto: null, suppressed: null },
};

const ROUTE: TableRoute = {
  ...{ table: 254, destination: '0.0.0.0/0', type: 'unicast' },
  ...{ interface: 'eth0', gateway: '203.0.113.1', metric: 0 },
};

const LOCAL: ChosenRoute = { type: 'local', interface: 'lo', gateway: null, table: 255 };

/** A state, and the facts of a host that has just what it stands for. */
function host(state: State): TrafficFacts {
  const vpcs = Object.values(selectVpcs(state));
  const link = { up: true, running: true, mtu: 1500, kind: 'veth', master: null };
  const inside = (vpc: (typeof vpcs)[number], table: number): TableRoute => ({
    ...{ ...ROUTE, table, destination: vpc.cidr, gateway: null },
    interface: vpc.bridge.name,
  });
  const bridgeOf = (name: string) => vpcs.find((vpc) => vpc.name === name)?.bridge.name ?? null;
  const chosen = (name: string | null): ChosenRoute => ({
    ...{ type: 'unicast', interface: name, gateway: null, table: 254 },
  });
  return {
    answers: trafficNeeds(state, true).routes.map((question) => {
      const [from = '', to = ''] = question.name.split(' -> ');
      const back = question.back ? chosen(bridgeOf(from.replace('vpc ', ''))) : null;
      const there =
        to === 'host'
          ? LOCAL
          : chosen(to === 'internet' ? 'eth0' : bridgeOf(to.replace('vpc ', '')));
      return { question, there, back };
    }),
    links: [
      { ...link, name: 'eth0', kind: null },
      ...vpcs.map((vpc) => ({ ...link, name: vpc.bridge.name, kind: 'bridge' })),
      ...allWorkloads(state).map(({ hostEnd, vpc }) => ({
        ...{ ...link, name: hostEnd.name, master: bridgeOf(vpc) },
      })),
    ],
    rules: [
      { ...RULE, table: 255 },
      ...vpcs.map(({ segment }) => ({
        ...{ ...RULE, priority: segment, fwmark: segment, table: segment },
      })),
      { ...RULE, priority: 32766 },
    ],
    routes: [ROUTE, ...vpcs.flatMap((vpc) => [inside(vpc, vpc.segment), inside(vpc, 254)])],
    ...{
      neighbours: [],
      entries: [],
      queues: [],
      nat: [],
      verdicts: [],
      notForwarding: [],
      deserted: [],
    },
    silent: false,
  };
}

const { state } = given(...VPC);
const FACTS = host(state);
const says = (facts: Partial<TrafficFacts>) =>
  findHindrances(state, { ...FACTS, ...facts }).map((each) => each.says);

/** A foreign rule with a route in its table, before the rules of VPCs. */
function beside(rule: Partial<RuleFact>, ...routes: Partial<TableRoute>[]): Partial<TrafficFacts> {
  return {
    rules: [{ ...RULE, priority: 100, table: 52, ...rule }, ...FACTS.rules],
    routes: [
      ...FACTS.routes,
      ...routes.map((route) => ({ ...ROUTE, table: 52, interface: 'ts0', ...route })),
    ],
  };
}

const TEN = { destination: '10.0.0.0/8' };

describe('nothing hinders', () => {
  it('a host as it was made', () => {
    expect(says({})).toEqual([]);
  });

  // As where the bridge is down or gone: what is missing is drift.
  it.each([
    ['the route of its own table is missing', FACTS.rules],
    ['its own rules are missing as well', FACTS.rules.filter(({ table }) => table !== 7001)],
  ])('of other programs where %s', (_, rules) => {
    expect(says({ rules, routes: [ROUTE] })).toEqual([]);
  });

  it.each([
    ['a rule for other marks', { fwmark: 0x80000, fwmask: 0xff0000 }, [TEN]],
    ['a rule for packets of another link', { iif: 'eth0' }, [TEN]],
    ['a rule for what the host itself sends', { oif: 'ts0' }, [TEN]],
    ['a rule for another network', { destination: '192.168.0.0/16' }, [TEN]],
    ['a rule for all but the VPC', { inverted: true, destination: '10.0.0.0/16' }, [TEN]],
    ['a table with other networks', {}, [{ destination: '192.168.0.0/16' }]],
    ['a throw route', {}, [TEN, { destination: '10.0.0.0/16', type: 'throw' }]],
    ['suppressed routes', { suppressed: 8 }, [TEN]],
    ['a route to the bridge itself', {}, [{ ...TEN, interface: 'br-vpc1' }]],
    ['a goto past other rules', { action: 'goto', table: null, goto: 7001 }, []],
  ] as const)('%s', (_, rule, routes) => {
    expect(says(beside(rule, ...routes))).toEqual([]);
  });

  it('NAT by an interface or for a network that is another one', () => {
    const nat = { where: 'x', source: null, destination: null, outgoing: null };
    expect(says({ nat: [{ ...nat, outgoing: 'eth0' }] })).toEqual([]);
    expect(says({ nat: [{ ...nat, source: '172.17.0.0/16' }] })).toEqual([]);
    expect(says({ nat: [{ ...nat, outgoing: 'br-+' }] })).toHaveLength(1);
  });

  it('neighbours of others, and the right MAC', () => {
    const [one] = allWorkloads(state);
    const right = { address: '10.0.1.1', mac: one?.guestEnd.mac ?? null };
    expect(
      says({
        neighbours: [
          { ...right, interface: 'br-vpc1' },
          { interface: 'eth0', address: '10.0.1.1', mac: '02:00:00:00:00:99' },
          { interface: 'br-vpc1', address: '10.0.9.9', mac: '02:00:00:00:00:99' },
        ],
      }),
    ).toEqual([]);
  });
});

describe('what is in the way is named', () => {
  const sends = (to: string, where: string) =>
    `routing rule 100 sends packets to ${to} ${where}, before the rules of vpc1`;

  it.each([
    ['a wide route', {}, [TEN], sends('10.0.0.0/8', 'to ts0 (table 52)')],
    [
      'a blackhole',
      {},
      [{ ...TEN, type: 'blackhole' }],
      sends('10.0.0.0/8', 'to blackhole (table 52)'),
    ],
    ['a default route', {}, [{}], sends('0.0.0.0/0', 'to ts0 (table 52)')],
    [
      'a refusal',
      { action: 'prohibit', table: null },
      [],
      sends('10.0.0.0/16', 'nowhere (prohibit)'),
    ],
    [
      'an inverted rule',
      { inverted: true, destination: '9.0.0.0/8' },
      [TEN],
      sends('10.0.0.0/8', 'to ts0 (table 52)'),
    ],
  ] as const)('%s', (_, rule, routes, expected) => {
    expect(says(beside(rule, ...routes))).toEqual([expected]);
  });

  it('a route for a part of the VPC stops just the packets to that part', () => {
    const facts = { ...FACTS, ...beside({}, { destination: '10.0.2.0/24' }) };
    const found = findHindrances(state, facts);
    const inside = { from: vpcEnd('vpc1'), to: vpcEnd('vpc1') };
    const stops = (source: string, destination: string) =>
      hindranceOf(found, { ...inside, source, destination }) !== null;
    expect(stops('10.0.1.1', '10.0.2.1')).toBe(true);
    // Its reply is stopped.
    expect(stops('10.0.2.1', '10.0.1.1')).toBe(true);
    expect(stops('10.0.1.1', '10.0.1.5')).toBe(false);
  });

  it('a rule for some ports is named, and stops nothing for certain', () => {
    const found = findHindrances(state, { ...FACTS, ...beside({ partial: true }, TEN) });
    expect(found).toMatchObject([{ stops: [], program: 'tailscale' }]);
  });

  it('links: missing, down, out of their bridge, without a carrier', () => {
    const without = (name: string) => FACTS.links.filter((link) => link.name !== name);
    const change = (name: string, how: object) =>
      FACTS.links.map((link) => (link.name === name ? { ...link, ...how } : link));
    const port = allWorkloads(state)[0]?.hostEnd.name ?? '';
    expect(says({ links: without('br-vpc1') })).toContain('the router br-vpc1 is not there');
    expect(says({ links: change('br-vpc1', { up: false }) })).toContain(
      'the router br-vpc1 is down',
    );
    const pair = `${port}, the veth pair of vpc1/public,`;
    expect(says({ links: without(port) })).toContain(`${pair} is not there`);
    expect(says({ links: change(port, { up: false }) })).toContain(`${pair} is down`);
    expect(says({ links: change(port, { master: 'br0' }) })).toContain(
      `${pair} is not in its bridge`,
    );
    expect(says({ links: without('eth0') })).toEqual(['eth0, the uplink of vpc1, is not there']);
    expect(says({ links: change('eth0', { running: false }) })).toEqual([
      'eth0, the uplink of vpc1, has no carrier',
    ]);
  });

  it('a queue of the router that drops all packets stops them, one that drops some does not', () => {
    const queue = { interface: 'br-vpc1', kind: 'netem' };
    const [all] = findHindrances(state, { ...FACTS, queues: [{ ...queue, loss: 100 }] });
    const [some] = findHindrances(state, { ...FACTS, queues: [{ ...queue, loss: 2.5 }] });
    expect(all?.stops).toHaveLength(1);
    expect(some).toMatchObject({ stops: [], says: expect.stringContaining('2.5 % of packets') });
  });

  it.each([
    ['EXDEV', /reverse-path filter/],
    ['EACCES', /prohibit/],
    ['EHOSTUNREACH', /no route/],
    ['ENOBUFS', /ENOBUFS/],
  ])('an error of the kernel, %s', (error, expected) => {
    const answers = FACTS.answers.map((answer) => ({ ...answer, there: { error } }));
    expect(says({ answers })).not.toEqual([]);
    for (const each of says({ answers })) expect(each).toMatch(expected);
  });

  it('one cause for two VPCs is said once where it is the same', () => {
    const two = given(
      ...VPC,
      ['vpc.create', { name: 'vpc2', cidr: '10.1.0.0/16', interface: 'eth0' }],
      ['subnet.add', { vpc: 'vpc2', name: 'a', cidr: '10.1.1.0/24', type: 'public' }],
    );
    const facts = host(two.state);
    const queues = [{ interface: 'eth0', kind: 'netem', loss: 100 }];
    expect(findHindrances(two.state, { ...facts, queues })).toMatchObject([
      { vpcs: ['vpc1', 'vpc2'], stops: [{}, {}] },
    ]);
  });
});

it('asks few routes, however many workloads there are', () => {
  const many = Array.from({ length: 40 }, (_, index) => [
    'subnet.add',
    { vpc: 'vpc1', name: `s${index}`, cidr: `10.0.${100 + index}.0/24`, type: 'public' },
  ]) as [string, { vpc: string; name: string; cidr: string; type: string }][];
  const larger = given(...VPC, ...many);
  expect(trafficNeeds(larger.state, true).routes).toHaveLength(
    trafficNeeds(state, true).routes.length,
  );
  expect(trafficNeeds(state, true).routes.map(({ name }) => name)).toEqual([
    'vpc vpc1 -> vpc vpc1',
    'vpc vpc1 -> host',
    'vpc vpc1 -> internet',
    'host -> vpc vpc1',
  ]);
});

describe('of the host', () => {
  it('a late rule for local addresses, and no answer to pings, are named', () => {
    const answers = FACTS.answers.map((answer) =>
      answer.question.name === 'vpc vpc1 -> host'
        ? { ...answer, there: { ...LOCAL, type: 'unicast', interface: 'br-vpc1', table: 7001 } }
        : answer,
    );
    expect(says({ answers })).toMatchObject([/^packets from vpc1 to the host are sent/].map(match));
    expect(says({ silent: true })).toMatchObject([/answers no ping/].map(match));
  });

  it('routes of other programs in the table of a VPC are named', () => {
    const route = { ...ROUTE, table: 7001, destination: '10.0.2.0/25', gateway: null };
    for (const [more, where] of [
      [{ interface: 'ts0' }, 'to ts0'],
      [{ interface: null, type: 'blackhole' }, 'to blackhole'],
    ] as const) {
      expect(says({ routes: [...FACTS.routes, { ...route, ...more }] })).toEqual([
        `a route of another program in table 7001, that of vpc1, sends packets to 10.0.2.0/25 ${where}`,
      ]);
    }
  });
});

function match(shape: RegExp): unknown {
  return expect.stringMatching(shape);
}
