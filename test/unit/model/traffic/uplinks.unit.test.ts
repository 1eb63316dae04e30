import type { LinkFact, TrafficFacts } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { linkFaults } from '../../../../src/model/traffic/links.js';
import { type KnownVpc, knownVpcs, trafficNeeds } from '../../../../src/model/traffic/questions.js';
import { given } from '../../../support/features/given.js';

const UPLINK: LinkFact = {
  ...{ name: 'eth0', up: true, running: true, mtu: 1500, kind: null, master: null },
};

describe.each(['eth0', 'auto'])('of an uplink (%s)', (name) => {
  const { state } = given(
    [
      'vpc.create',
      { name: 'vpc1', cidr: '10.0.0.0/16', ...(name !== 'auto' && { interface: name }) },
    ],
    ['subnet.add', { vpc: 'vpc1', name: 'public', cidr: '10.0.1.0/24', type: 'public' }],
  );
  const [known] = knownVpcs(state) as [KnownVpc];
  const there = { type: 'unicast', interface: 'eth0', gateway: null, table: 254 };
  const facts: TrafficFacts = {
    ...{ links: [UPLINK], rules: [], routes: [], neighbours: [], entries: [], queues: [] },
    ...{ nat: [], verdicts: [], notForwarding: [], deserted: [], silent: false },
    answers: trafficNeeds(state, true).routes.map((question) => ({ question, there, back: null })),
  };
  const named = (more: Partial<TrafficFacts>) =>
    linkFaults({ ...facts, ...more }, known)
      .map(({ says }) => says)
      .filter((says) => says.includes('eth0'));
  const changed = (how: Partial<LinkFact>) => named({ links: [{ ...UPLINK, ...how }] });

  it('nothing is said when all is well', () => {
    expect(named({})).toEqual([]);
  });

  it('a missing carrier is named', () => {
    expect(changed({ running: false })).toEqual(['eth0, the uplink of vpc1, has no carrier']);
  });

  it('an MTU that the internet does not work with is named', () => {
    expect(changed({ mtu: 576 })).toEqual([]);
    expect(changed({ mtu: 575 })).toEqual([
      expect.stringMatching(/^the MTU of eth0, the uplink of vpc1, is 575/),
    ]);
  });

  it('a queue that drops is named', () => {
    const queues = [{ interface: 'eth0', kind: 'netem', loss: 100 }];
    expect(named({ queues })).toEqual(['the queue of eth0 (netem) drops all packets']);
  });
});
