import { describe, it } from 'vitest';
import { type CommandRequest, TUTORIAL } from '../../../support/features/given.js';
import { APART, apply, holds, PEERED } from '../../../support/reach/ask.js';

describe('a policy', () => {
  it('applies in order to ingress and egress, by protocol, port and remote', () => {
    const rules = {
      ingress: [
        { action: 'deny', port: 22, source: '172.16.1.1' },
        { action: 'allow', port: '20-30', description: 'shells' },
        { action: 'allow', protocol: 'icmp', source: '10.0.0.0/16' },
      ],
    };
    const out = apply('public', '10.0.1.0/24', {
      egress: [
        { action: 'deny', protocol: 'udp', destination: '10.0.2.0/24' },
        { action: 'allow' },
      ],
    });
    const of = 'of the ingress policy of vpc1/private';
    holds(
      [...PEERED, apply('private', '10.0.2.0/24', rules), out],
      [
        [
          'vpc2/web -> vpc1/private:22',
          `no: rule 1 ${of}: deny tcp and udp port 22 from 172.16.1.1/32`,
        ],
        [
          'vpc1/public -> vpc1/private:22',
          `yes: rule 2 ${of}: allow tcp and udp port 20-30 (shells)`,
        ],
        [
          'vpc2/web -> vpc1/private:20/udp',
          `yes: rule 2 ${of}: allow tcp and udp port 20-30 (shells)`,
        ],
        ['vpc2/web -> vpc1/private:31', `no: no rule ${of} allows it`],
        ['vpc1/public -> vpc1/private', `yes: rule 3 ${of}: allow icmp from 10.0.0.0/16`],
        ['vpc2/web -> vpc1/private', `no: no rule ${of} allows it`],
        [
          'vpc1/public -> vpc1/private:25/udp',
          'no: rule 1 of the egress policy of vpc1/public: deny udp to 10.0.2.0/24',
        ],
        [
          'vpc1/public -> internet',
          'yes: rule 2 of the egress policy of vpc1/public: allow anything',
        ],
        [
          'vpc1/private -> vpc1/public',
          'yes: the ingress policy of vpc1/public has no rules: it is open',
        ],
      ],
    );
  });

  it('of the tutorial works as the tutorial says', () => {
    const of = 'of the ingress policy of vpc1/public';
    holds(TUTORIAL, [
      ['vpc2/web -> vpc1/public:8080', `yes: rule 1 ${of}: allow tcp port 8080`],
      ['vpc2/web -> vpc1/public:22', `no: rule 2 ${of}: deny tcp port 22`],
      ['vpc2/web -> vpc1/public', `no: no rule ${of} allows it`],
    ]);
  });
});

describe('instances', () => {
  const instance = (vpc: string, subnet: string, name: string): CommandRequest => [
    'instance.add',
    { vpc, subnet, name },
  ];
  const attached = (routes: string[], defaultRoute = true): CommandRequest => [
    'instance.attach',
    {
      ...{ vpc: 'vpc1', subnet: 'public', name: 'box', defaultRoute },
      namespace: {
        ...{ by: { netns: 'box' }, names: ['box'], host: false, interfaces: ['lo'] },
        routes: routes.map((destination) => ({ destination, interface: 'eth9' })),
      },
    },
  ];

  it('have the policy and type of their subnet, also between neighbours', () => {
    const rule = { action: 'allow', protocol: 'tcp', port: 22, source: '10.0.1.2' };
    holds(
      [
        ...APART,
        instance('vpc1', 'public', 'web1'),
        instance('vpc1', 'private', 'db'),
        apply('public', '10.0.1.0/24', { ingress: [rule] }),
      ],
      [
        [
          'vpc1/public/web1 -> vpc1/private/db',
          'yes: vpc1/private has no policy: its ingress is open',
        ],
        [
          'vpc1/public/web1 -> internet',
          'yes: the egress policy of vpc1/public has no rules: it is open',
        ],
        [
          'vpc1/private/db -> internet',
          'no: vpc1/private/db is private: it may not connect to the internet',
        ],
        [
          'vpc1/public -> vpc1/public/web1',
          'no: no rule of the ingress policy of vpc1/public allows it',
        ],
        [
          '10.0.1.2 -> vpc1/public:22',
          'yes: rule 1 of the ingress policy of vpc1/public: allow tcp port 22 from 10.0.1.2/32',
        ],
        ['vpc1/public/web2 -> vpc1/public', 'no: vpc1/public/web2 does not exist'],
      ],
    );
  });

  it('match a policy that refers to their subnet, as long as it is reachable', () => {
    const rule = { action: 'allow', source: 'sg:vpc2/web' };
    const model = [
      ...PEERED,
      apply('private', '10.0.2.0/24', { ingress: [rule] }),
      instance('vpc2', 'web', 'late'),
    ];
    const says = 'rule 1 of the ingress policy of vpc1/private: allow anything from sg:vpc2/web';
    holds(model, [
      ['vpc2/web -> vpc1/private', `yes: ${says}`],
      ['vpc2/web/late -> vpc1/private:1/udp', `yes: ${says}`],
      [
        'vpc1/public -> vpc1/private',
        'no: no rule of the ingress policy of vpc1/private allows it',
      ],
    ]);
  });

  it('that are attached use the router only for destinations with a route', () => {
    const other = apply('private', '10.0.2.0/24', {});
    holds(
      [...APART, attached([]), other],
      [
        [
          'vpc1/public/box -> vpc1/private',
          'yes: the ingress policy of vpc1/private has no rules: it is open',
        ],
        ['vpc1/public/box -> internet', 'yes: vpc1/public has no policy: its egress is open'],
      ],
    );
    holds(
      [...PEERED, attached([], false)],
      [
        ['vpc1/public/box -> vpc1/public', 'yes: vpc1/public has no policy: its ingress is open'],
        [
          'vpc1/public/box -> internet',
          'no: sends it elsewhere: it was attached without a route to the router',
        ],
        ['host -> vpc1/public/box', 'yes: vpc1/public has no policy: its ingress is open'],
        ['vpc2/web -> vpc1/public/box', 'no: receives it, but has no route back to 172.16.1.1'],
      ],
    );
  });
});

describe('VPCs that overlap', () => {
  const OVERLAPPING: CommandRequest[] = [
    ['vpc.create', { name: 'a', cidr: '10.0.0.0/16' }],
    ['subnet.add', { vpc: 'a', name: 'one', cidr: '10.0.1.0/24' }],
    ['vpc.create', { name: 'b', cidr: '10.0.0.0/16' }],
    ['subnet.add', { vpc: 'b', name: 'one', cidr: '10.0.1.0/24' }],
    ['subnet.add', { vpc: 'b', name: 'two', cidr: '10.0.2.0/24' }],
  ];

  it('an address is that of the own VPC, and for the host that of the older VPC', () => {
    holds(OVERLAPPING, [
      ['b/two -> 10.0.1.1', 'yes: b/one has no policy: its ingress is open'],
      ['b/two -> a/one', 'no: b/one receives it, not a/one'],
      ['a/one -> b/two', 'no: no workload of a has 10.0.2.1'],
      ['host -> a/one', 'yes: a/one has no policy: its ingress is open'],
      ['host -> b/one', 'no: a/one receives it, not b/one'],
      ['a/one -> 10.0.0.1', 'yes: the gateway of a and b answers ping'],
    ]);
  });

  it('an address that is the gateway of another VPC is the host’s', () => {
    const guestEnd: CommandRequest = ['vpc.create', { name: 'c', cidr: '10.0.3.0/24' }];
    holds(
      [...OVERLAPPING, guestEnd],
      [
        ['b/two -> 10.0.3.1', 'no: the gateway of c is closed to VPCs'],
        ['b/two -> 10.0.3.255', 'no: the broadcast address of c is closed to VPCs'],
        ['b/two -> b/one', 'yes: b/one has no policy: its ingress is open'],
      ],
    );
  });
});
