import type { ForeignVerdict, TrafficFacts } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { BACKEND_FEATURE } from '../../../../src/features/backend/state.js';
import { FOREIGN_FIREWALLS_FEATURE } from '../../../../src/features/foreign-firewalls/state.js';
import { filterFaults } from '../../../../src/model/traffic/foreign-filters.js';
import { hindranceOf } from '../../../../src/model/traffic/hindrance.js';
import { entryFaults } from '../../../../src/model/traffic/neighbours.js';
import { type KnownVpc, knownVpcs, trafficNeeds } from '../../../../src/model/traffic/questions.js';
import { given } from '../../../support/features/given.js';

const { state } = given(
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16', interface: 'eth0' }],
  ['subnet.add', { vpc: 'vpc1', name: 'public', cidr: '10.0.1.0/24', type: 'public' }],
  ['subnet.add', { vpc: 'vpc1', name: 'private', cidr: '10.0.2.0/24', type: 'private' }],
);
const [KNOWN] = knownVpcs(state) as [KnownVpc];

const NO_FACTS: TrafficFacts = {
  ...{ answers: [], links: [], rules: [], routes: [], neighbours: [], entries: [], queues: [] },
  ...{ nat: [], verdicts: [], notForwarding: [], deserted: [], silent: false },
};

/** Before conntrack. */
const BEFORE = { hook: 'prerouting', priority: -301 } as const;

describe('filters of other programs', () => {
  const verdict: ForeignVerdict = {
    ...{ where: 'x', hook: 'forward', verdict: 'drop', partial: false, priority: 0 },
    ...{ source: null, destination: null, incoming: null, outgoing: null },
  };
  const stopped = (...more: Partial<ForeignVerdict>[]) =>
    filterFaults(
      state,
      { ...NO_FACTS, verdicts: more.map((each) => ({ ...verdict, ...each })) },
      KNOWN,
    );

  it.each([
    ['what goes to a workload', { destination: '10.0.1.1/32' }],
    ['what comes from a subnet', { source: '10.0.2.0/24' }],
    ['one port', { partial: true }],
    ['what a bridge sends', { hook: 'prerouting', incoming: 'br-*' }],
    ['what leaves by the uplink', { outgoing: 'eth0', source: '10.0.0.0/8' }],
    ['what the host sends', { hook: 'output', destination: '10.0.0.0/16' }],
    ['what the host gets', { hook: 'input', incoming: 'br-vpc1' }],
    ['what comes by the uplink', { hook: 'prerouting', incoming: 'eth*' }],
    ['what comes by the uplink, at its ingress', { hook: 'ingress', incoming: 'eth0' }],
    ['connections of the uplink', { ...BEFORE, verdict: 'untrack', incoming: 'eth0' }],
    ['what the host opens', { ...BEFORE, hook: 'output', verdict: 'untrack' }],
    ['marks of connections', { verdict: 'mark-connection' }],
    ['marks of answers', { hook: 'prerouting', verdict: 'mark-connection', incoming: 'eth0' }],
    ['marks of what the host answers', { hook: 'output', verdict: 'mark-connection' }],
    ['a queue', { verdict: 'queue' }],
    ['what the uplink brings to the bridge', { incoming: 'eth0', outgoing: 'br-vpc1' }],
    ['what the uplink brings to a workload', { incoming: 'eth0', destination: '10.0.1.1/32' }],
    ['all that the uplink brings', { incoming: 'eth0' }],
    ['a port, at its ingress', { hook: 'ingress', incoming: 'veth-vpc1-priva' }],
  ] as const)('a rule for %s is named', (_, more) => {
    expect(stopped(more)).toHaveLength(1);
  });

  it.each([
    ['another network', { destination: '192.168.0.0/16', source: '172.17.0.0/16' }],
    ['another interface', { incoming: 'docker0' }],
    ['what leaves by another interface', { outgoing: 'docker0' }],
    ['what comes from outside with a false source', { incoming: 'eth0', source: '10.0.0.0/8' }],
    ['ports of the host', { hook: 'input', partial: true }],
    ['some ports by the uplink', { hook: 'prerouting', incoming: 'eth0', partial: true }],
    ['marks, which the connections have, too', { hook: 'prerouting', verdict: 'mark' }],
    ['what is tracked already', { hook: 'prerouting', verdict: 'untrack', priority: -150 }],
    [
      'what conntrack is about to see',
      { hook: 'prerouting', verdict: 'mark-connection', priority: -300 },
    ],
    ['forwards of the uplink', { hook: 'prerouting', verdict: 'redirect', incoming: 'eth0' }],
    ['what the uplink brings elsewhere', { incoming: 'eth0', outgoing: 'docker0' }],
    ['what passes', { verdict: 'accept' }],
  ] as const)('a rule for %s is none', (_, more) => {
    expect(stopped(more)).toEqual([]);
  });

  it('what was accepted before in its chain is not dropped, and in another chain it is', () => {
    const accept = { verdict: 'accept', incoming: 'br-vpc1' } as const;
    const drop = { source: '10.0.0.0/8' };
    expect(stopped(accept, drop)).toEqual([]);
    expect(stopped(accept, { ...drop, where: 'y' })).toHaveLength(1);
    expect(stopped({ ...accept, partial: true }, drop)).toHaveLength(1);
  });

  it('what may be accepted before in its chain does not stop answers', () => {
    const established = { verdict: 'accept', partial: true } as const;
    const drop = { incoming: 'eth0' };
    expect(stopped(established, drop)).toEqual([]);
    expect(stopped(established, { ...drop, where: 'y' })).toHaveLength(1);
    expect(stopped({ ...established, incoming: 'eth1' }, drop)).toHaveLength(1);
  });

  it('some addresses of the internet are told by reach alone, in both directions', () => {
    const [from] = stopped({ incoming: 'eth0', source: '198.51.100.0/24' });
    const [to] = stopped({ destination: '198.51.100.0/24', incoming: 'br-vpc1' });
    expect([from?.isNarrow, to?.isNarrow]).toEqual([true, false]);
    const packet = { from: 'vpc vpc1', to: 'internet', source: '10.0.1.1' } as const;
    for (const each of [from, to]) {
      expect(hindranceOf(each ? [each] : [], { ...packet, destination: '198.51.100.8' })).toBe(
        each,
      );
      expect(hindranceOf(each ? [each] : [], { ...packet, destination: '203.0.113.9' })).toBeNull();
    }
  });

  it.each([
    ['nftables', -301, 0],
    ['iptables-legacy', -301, 1],
    ['iptables-legacy', -300, 1],
    ['iptables-legacy', -299, 0],
    ['another', -299, 1],
    ['another', -199, 0],
  ])('%s: what is not tracked from priority %i on is %i fault', (name, priority, count) => {
    const untracked = { hook: 'prerouting', verdict: 'untrack', incoming: 'br-vpc1' } as const;
    const verdicts = [{ ...verdict, ...untracked, priority }];
    const own = { ...state, [BACKEND_FEATURE]: { name } };
    expect(filterFaults(own, { ...NO_FACTS, verdicts }, KNOWN)).toHaveLength(count);
  });

  it.each([
    ['all packets, before vpcctl', -301, null, 1],
    ['packets of the VPC, before vpcctl', -301, 'br-vpc1', 2],
    ['packets of the VPC, behind vpcctl', -250, 'br-vpc1', 0],
    ['answers, before conntrack', -250, 'eth0', 1],
    ['answers, behind conntrack', -150, 'eth0', 0],
  ])('a zone for %s', (_, priority, incoming, stops) => {
    const zone = { hook: 'prerouting', verdict: 'zone', priority, incoming } as const;
    expect(stopped(zone)[0]?.stops ?? []).toHaveLength(stops);
  });

  it('marks are missed by firewalls that let the VPC pass by them', () => {
    const marks = (at: Partial<ForeignVerdict>, programs: readonly string[]) => {
      const verdicts = [{ ...verdict, verdict: 'mark' as const, ...at }];
      const own = { ...state, [FOREIGN_FIREWALLS_FEATURE]: { chains: {}, programs } };
      return filterFaults(own, { ...NO_FACTS, verdicts }, KNOWN);
    };
    expect(marks({ priority: -10 }, [])).toEqual([]);
    expect(marks({ priority: -10 }, ['ufw'])).toHaveLength(1);
    expect(marks({ priority: 10 }, ['ufw'])).toEqual([]);
    expect(marks({ hook: 'prerouting', priority: -150 }, ['ufw'])).toEqual([]);
  });

  it('marks are missed by the answers of a VPC with the addresses of an older one', () => {
    const { state: twins } = given(
      ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16', interface: 'eth0' }],
      ['subnet.add', { vpc: 'vpc1', name: 'a', cidr: '10.0.1.0/24', type: 'public' }],
      ['vpc.create', { name: 'vpc2', cidr: '10.0.0.0/16', interface: 'eth0' }],
      ['subnet.add', { vpc: 'vpc2', name: 'a', cidr: '10.0.1.0/24', type: 'public' }],
    );
    const named = (priority: number, incoming: string | null) => {
      const mark = { hook: 'prerouting', verdict: 'mark', priority, incoming } as const;
      const facts = { ...NO_FACTS, verdicts: [{ ...verdict, ...mark }] };
      return knownVpcs(twins)
        .flatMap((known) => filterFaults(twins, facts, known))
        .flatMap(({ vpcs }) => vpcs);
    };
    expect(named(-100, null)).toEqual(['vpc2']);
    expect(named(-100, 'eth0')).toEqual(['vpc2']);
    expect(named(-100, 'br-vpc2')).toEqual([]);
    expect(named(-150, null)).toEqual([]);
  });

  it('a VPC whose uplink is the one of the host is stopped there, as the kernel says', () => {
    const { state: auto } = given(
      ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
      ['subnet.add', { vpc: 'vpc1', name: 'public', cidr: '10.0.1.0/24', type: 'public' }],
    );
    const [known] = knownVpcs(auto) as [KnownVpc];
    const questions = trafficNeeds(auto, true).routes;
    const there = { type: 'unicast', interface: 'wan0', gateway: null, table: 254 };
    const answers = questions.map((question) => ({ question, there, back: null }));
    const faults = (outgoing: string) =>
      filterFaults(auto, { ...NO_FACTS, answers, verdicts: [{ ...verdict, outgoing }] }, known);
    expect(faults('wan0')).toHaveLength(1);
    expect(faults('eth0')).toEqual([]);
  });
});

it('a fixed entry of the bridge for a MAC is named where it is not at its port', () => {
  const [one] = KNOWN.workloads;
  const right = {
    bridge: 'br-vpc1',
    mac: one?.guestEnd.mac ?? '',
    interface: one?.hostEnd.name ?? '',
  };
  const found = (entry: object) =>
    entryFaults({ ...NO_FACTS, entries: [{ ...right, ...entry }] }, KNOWN);
  expect(found({})).toEqual([]);
  expect(found({ mac: '02:00:00:00:00:77', interface: 'x' })).toEqual([]);
  expect(found({ interface: 'br-vpc1' })).toHaveLength(1);
});
