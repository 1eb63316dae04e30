import { describe, expect, it } from 'vitest';
import { type HostView, reach, reachModelOf } from '../../../../src/model/reach/index.js';
import { type CommandRequest, given, TUTORIAL } from '../../../support/features/given.js';
import { APART, apply, ask, flowOf, holds, PEERED } from '../../../support/reach/ask.js';

describe('within a VPC', () => {
  it('all reach each other, by name and by address, and no one reaches an unused address', () => {
    holds(APART, [
      ['vpc1/private -> vpc1/public', 'yes: vpc1/public has no policy: its ingress is open'],
      ['vpc1/private -> 10.0.1.1:22', 'yes: vpc1/public has no policy: its ingress is open'],
      ['10.0.2.1 -> 10.0.1.1:53/udp', 'yes: vpc1/public has no policy: its ingress is open'],
      ['vpc1/private -> vpc1/private:80', 'yes: it is the sender itself: no packet leaves it'],
      ['vpc1/private -> 10.0.1.77', 'no: no workload of vpc1 has 10.0.1.77'],
      ['vpc1/private -> 10.0.1.255', 'no: no workload of vpc1 has 10.0.1.255'],
    ]);
  });

  it('the gateway answers ping and nothing else, as far as egress allows', () => {
    const closed = apply('private', '10.0.2.0/24', { egress: [{ action: 'deny' }] });
    holds(APART, [
      ['vpc1/private -> 10.0.0.1', 'yes: the gateway of vpc1 answers ping'],
      ['vpc1/private -> 10.0.0.1:22', 'no: the gateway of vpc1 answers only ping'],
      ['vpc1/private -> 172.16.0.1', 'no: the gateway of vpc2 is closed to VPCs'],
      ['vpc1/private -> host', 'no: the host is closed to VPCs'],
      ['vpc1/private -> 10.0.255.255', 'no: the broadcast address of vpc1 is closed to VPCs'],
    ]);
    holds(
      [...APART, closed],
      [
        [
          'vpc1/private -> 10.0.0.1',
          'no: rule 1 of the egress policy of vpc1/private: deny anything',
        ],
      ],
    );
  });
});

describe('between VPCs', () => {
  it('no packet passes without a peering', () => {
    holds(APART, [
      ['vpc1/private -> vpc2/web', 'no: vpc1 and vpc2 are not peered'],
      ['vpc2/web -> 10.0.1.1:80', 'no: vpc2 and vpc1 are not peered'],
    ]);
  });

  it('a peering allows all traffic, both ways, and is not transitive', () => {
    const third: CommandRequest[] = [
      ['vpc.create', { name: 'vpc3', cidr: '192.168.0.0/24' }],
      ['subnet.add', { vpc: 'vpc3', name: 'db', cidr: '192.168.0.0/25' }],
      ['peering.add', { vpcs: ['vpc2', 'vpc3'] }],
    ];
    holds(
      [...PEERED, ...third],
      [
        ['vpc1/private -> vpc2/web', 'yes: vpc2/web has no policy: its ingress is open'],
        ['vpc2/web -> 10.0.2.1:5432', 'yes: vpc1/private has no policy: its ingress is open'],
        ['vpc1/private -> 172.16.0.1', 'no: the gateway of vpc2 is closed to VPCs'],
        ['vpc1/private -> vpc3/db', 'no: vpc1 and vpc3 are not peered'],
        ['vpc3/db -> vpc2/web', 'yes: vpc2/web has no policy: its ingress is open'],
      ],
    );
  });

  it('only the CIDRs of a peering take part, on either side', () => {
    const allowCidrs = ['10.0.1.0/24', '172.16.1.0/25'];
    holds(
      [...APART, ['peering.add', { vpcs: ['vpc1', 'vpc2'], allowCidrs }]],
      [
        ['vpc1/public -> vpc2/web', 'yes: vpc2/web has no policy: its ingress is open'],
        ['vpc1/private -> vpc2/web', 'no: the peering of vpc1 and vpc2 excludes 10.0.2.1'],
        ['vpc2/web -> vpc1/private', 'no: the peering of vpc2 and vpc1 excludes 10.0.2.1'],
        ['vpc1/public -> 172.16.1.200', 'no: the peering of vpc1 and vpc2 excludes 172.16.1.200'],
      ],
    );
  });
});

describe('beyond the uplink', () => {
  it('public subnets reach the internet, private ones do not, and the internet reaches none', () => {
    holds(APART, [
      ['vpc1/public -> internet', 'yes: vpc1/public has no policy: its egress is open'],
      ['vpc1/public -> 198.51.100.8:443', 'yes: vpc1/public has no policy: its egress is open'],
      [
        'vpc1/private -> internet',
        'no: vpc1/private is private: it may not connect to the internet',
      ],
      ['internet -> vpc1/public:80', 'no: only replies enter from the internet'],
      ['internet -> 10.0.2.1', 'no: only replies enter from the internet'],
      [
        'internet -> 10.0.0.1',
        'yes: the gateway of vpc1: vpcctl does not filter connections to the host',
      ],
      ['internet -> host', 'yes: its own address: vpcctl does not filter connections to the host'],
      ['internet -> 192.0.2.1', 'no: it is neither an address of a VPC nor of the host'],
      ['host -> internet', 'yes: sends by its own routes: no VPC is involved'],
    ]);
  });

  it('the addresses and routes of the host apply, where they are known', () => {
    const host: HostView = {
      addresses: ['203.0.113.2'],
      routes: [
        { destination: '0.0.0.0/0', gateway: '203.0.113.1', interface: 'eth0', metric: 0 },
        { destination: '203.0.113.0/24', gateway: null, interface: 'eth0', metric: 0 },
        { destination: '192.0.2.0/24', gateway: null, interface: 'docker0', metric: 0 },
        { destination: '198.51.100.0/24', gateway: null, interface: null, metric: 0 },
      ],
      uplinks: ['eth0'],
    };
    const state = given(...APART);
    expect(ask(state, 'vpc1/public -> 203.0.113.2', host)).toBe(
      'no: an address of the host is closed to VPCs',
    );
    expect(ask(state, 'vpc1/public -> 203.0.113.1', host)).toMatch(/^yes/);
    expect(ask(state, 'vpc1/public -> 192.0.2.9', host)).toBe(
      'no: it would leave by docker0, but the uplink of vpc1 is eth0',
    );
    for (const from of ['vpc1/public', 'host']) {
      expect(ask(state, `${from} -> 198.51.100.8`, host)).toBe(
        'no: a route of the host drops it: blackhole, unreachable or prohibit',
      );
    }
    const lost = { destination: '10.0.1.1/32', gateway: null, interface: null, metric: 0 };
    const without = { ...host, routes: [...host.routes, lost] };
    // Its packets go by the table of the VPC, and the answers of the host by the main table.
    expect(ask(state, 'vpc1/public -> 10.0.0.1', without)).toBe(
      'no: receives it, but its answer is lost: a route of the host drops it: blackhole, unreachable or prohibit',
    );
    expect(ask(state, 'vpc1/public -> vpc1/private', without)).toMatch(/^yes/);
    expect(ask(state, 'vpc1/private -> 10.0.0.1', without)).toMatch(/^yes/);
    const vpcs = { ...(state.state['vpc'] as Record<string, object>) };
    const follows = { ...state.state, vpc: { ...vpcs, vpc1: { ...vpcs['vpc1'], uplink: null } } };
    const auto = { state: follows, resources: state.resources };
    expect(ask(auto, 'vpc1/public -> internet', host)).toMatch(/^yes/);
    expect(ask(auto, 'vpc1/public -> 192.0.2.9', host)).toBe(
      'no: it would leave by docker0, which is no uplink: the host has no default route by it',
    );
    const offline = { ...host, addresses: [], routes: [] };
    expect(ask(auto, 'vpc1/public -> internet', offline)).toBe('no: there is no route to it');
  });

  it('a VPC with its own uplink has the other routes of the host all the same', () => {
    const { state, resources } = given(...APART);
    const vpcs = { ...(state['vpc'] as Record<string, object>) };
    const other = { interface: 'eth1', gateway: '192.0.2.1' };
    const changed = { ...state, vpc: { ...vpcs, vpc1: { ...vpcs['vpc1'], uplink: other } } };
    expect(ask({ state: changed, resources }, 'vpc1/public -> vpc2/web')).toBe(
      'no: vpc1 and vpc2 are not peered',
    );
  });
});

describe('the host', () => {
  it('reaches subnets, and itself', () => {
    holds(APART, [
      ['host -> vpc1/private:22', 'yes: vpc1/private has no policy: its ingress is open'],
      ['host -> 10.0.0.1:22', 'yes: it is the sender itself: no packet leaves it'],
      ['host -> 10.0.9.9', 'no: no workload of vpc1 has 10.0.9.9'],
    ]);
  });

  it('is subject to policies like any sender, as the gateway', () => {
    const rule = { action: 'allow', protocol: 'tcp', port: 22, source: '10.0.0.1' };
    holds(
      [...APART, apply('private', '10.0.2.0/24', { ingress: [rule] })],
      [
        [
          'host -> vpc1/private:22',
          'yes: rule 1 of the ingress policy of vpc1/private: allow tcp port 22 from 10.0.0.1/32',
        ],
        ['host -> vpc1/private', 'no: no rule of the ingress policy of vpc1/private allows it'],
        [
          'vpc1/public -> vpc1/private:22',
          'no: no rule of the ingress policy of vpc1/private allows it',
        ],
      ],
    );
  });
});

describe('a missing endpoint', () => {
  it('is unreachable, as sender or destination', () => {
    holds(APART, [
      ['vpc1/nobody -> vpc1/public', 'no: vpc1/nobody does not exist'],
      ['vpc1/public -> vpc9/a', 'no: VPC vpc9 does not exist'],
      ['10.0.7.7 -> vpc1/public', 'no: no workload has this address'],
    ]);
  });
});

describe('the path', () => {
  it('has its steps, each with the part of the state that it depends on', () => {
    const { steps } = reach(
      reachModelOf(given(...TUTORIAL)),
      flowOf('vpc2/web -> vpc1/public:8080'),
    );
    expect(steps.map(({ at, about }) => [at, about && Object.values(about).join(' ')])).toEqual([
      ['vpc2/web', 'subnet vpc2/web'],
      ['router vpc2', 'peering vpc1/vpc2'],
      ['router vpc2', 'firewall vpc2/web'],
      ['router vpc1', 'firewall vpc1/public'],
      ['vpc1/public', 'subnet vpc1/public'],
    ]);
    expect(steps.map(({ allows }) => allows)).toEqual([null, true, true, true, null]);
  });
});
