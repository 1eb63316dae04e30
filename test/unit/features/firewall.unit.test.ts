import { isHostRoute, parseNetwork } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { given, TUTORIAL } from '../../support/features/given.js';
import {
  apply,
  issues,
  MADE,
  recorded,
  ruleIssues,
  rules,
} from '../../support/features/policy-file.js';

const PORT = 'ingress.0.port: must be a port from 1 to 65535, or a range such as "8000-8100"';

describe('a policy file', () => {
  it("of the tutorial's shape is valid", () => {
    expect(given(...TUTORIAL).state).toHaveProperty(['firewall', 'vpc1/public', 'ingress', 1], {
      action: 'deny',
      protocol: 'tcp',
      ports: { from: 22, to: 22 },
      remote: null,
      description: null,
    });
  });

  it.each([0, 70_000, 1.5, 65_536, '0-5', '5-3', '1-65536', '80-', 'http', '', null, true])(
    'with port %j is refused',
    (port) => {
      expect(ruleIssues({ action: 'allow', protocol: 'tcp', port })).toEqual([PORT]);
    },
  );

  it.each([
    1,
    65_535,
    '1-65535',
    '8000-8100',
    '80-80',
    '22',
    '80:90',
    '80, 443',
    [80, '443', '8000-8100'],
    'all',
    -1,
  ])('with port %j is valid', (port) => {
    expect(ruleIssues({ action: 'allow', protocol: 'tcp', port })).toEqual([]);
  });

  it('with an unknown protocol or action is refused, naming the known ones', () => {
    expect(ruleIssues({ action: 'allow', protocol: 'sctpp' })).toEqual([
      expect.stringMatching(
        /^ingress\.0\.protocol: "sctpp" is not a protocol: .*tcp, udp.*did you mean sctp\?/,
      ),
    ]);
    for (const protocol of ['icmpv6', 58, 'ipv6']) {
      expect(ruleIssues({ action: 'allow', protocol })[0]).toContain('is of IPv6');
    }
    for (const protocol of [0, 256, 1.5, 'tcp/80', null]) {
      expect(ruleIssues({ action: 'allow', protocol }), String(protocol)).toHaveLength(1);
    }
    expect(ruleIssues({ action: 'reject' })).toEqual([
      'ingress.0.action: must be "allow" or "deny"',
    ]);
    expect(ruleIssues({})).toEqual([expect.stringMatching(/^ingress\.0\.action: /)]);
  });

  it('with unknown keys is refused, naming them', () => {
    expect(issues({ subnet: '10.0.1.0/24', ingres: [] })).toEqual([
      expect.stringContaining('"ingres"'),
    ]);
    expect(ruleIssues({ action: 'allow', dport: 80 })).toEqual([
      expect.stringContaining('"dport"'),
    ]);
    expect(ruleIssues({ action: 'allow', port: 80, ports: 81 })).toEqual([
      'ingress.0.ports: is "port" once more: write one of the two',
    ]);
    // The other end of ingress is its source.
    expect(ruleIssues({ action: 'allow', destination: '10.0.0.1' })).toEqual([
      expect.stringContaining('"destination"'),
    ]);
    expect(issues({ subnet: 's', egress: [{ action: 'allow', source: '10.0.0.1' }] })).toEqual([
      expect.stringContaining('"source"'),
    ]);
  });

  it('with a port for icmp is refused', () => {
    expect(ruleIssues({ action: 'allow', protocol: 'icmp', port: 8 })).toEqual([
      'ingress.0.port: icmp has no ports: leave "port" out; an ICMP type goes in "type"',
    ]);
    expect(ruleIssues({ action: 'allow', protocol: ['tcp', 'gre'], ports: 8 })).toEqual([
      'ingress.0.ports: gre has no ports: leave "ports" out',
    ]);
    expect(ruleIssues({ action: 'allow', type: 8 })).toEqual([
      'ingress.0.type: is for icmp alone: add "protocol": "icmp"',
    ]);
    expect(ruleIssues({ action: 'allow', protocol: 'icmp', type: 'echo-requst' })).toEqual([
      expect.stringContaining('did you mean echo-request?'),
    ]);
    expect(ruleIssues({ action: 'allow', protocol: 'icmp' })).toEqual([]);
  });

  it.each(['10.0.0.1/8', '10.0.0', 'fd00::/8', 'example.com', ''])(
    'with the source %j is refused, naming it',
    (source) => {
      expect(ruleIssues({ action: 'allow', source })).toEqual([
        expect.stringMatching(/^ingress\.0\.source: the address, /),
      ]);
      expect(ruleIssues({ action: 'allow', source })[0]).toContain(JSON.stringify(source));
    },
  );

  it('that is not an object is refused', () => {
    for (const policy of [null, [], 'x', 1, {}, { subnet: 1 }]) {
      expect(issues(policy), JSON.stringify(policy)).not.toEqual([]);
    }
  });
});

describe('applying a policy', () => {
  it('records every rule in full, in order', () => {
    expect(
      recorded(
        { action: 'allow', protocol: 'tcp', port: '8000-8100', source: '10.0.2.0/24' },
        { action: 'deny', source: '192.0.2.7', description: 'noisy' },
        { action: 'allow', source: '0.0.0.0/0' },
      ),
    ).toMatchObject({
      ingress: [
        {
          action: 'allow',
          protocol: 'tcp',
          ports: { from: 8000, to: 8100 },
          remote: '10.0.2.0/24',
          description: null,
        },
        {
          action: 'deny',
          protocol: 'all',
          ports: null,
          remote: '192.0.2.7/32',
          description: 'noisy',
        },
        { action: 'allow', protocol: 'all', ports: null, remote: null, description: null },
      ],
      egress: null,
    });
  });

  it('closes a direction with an empty list, and leaves one that is not there open', () => {
    expect(recorded()).toMatchObject({ ingress: [], egress: null });
    expect(
      given(...MADE)
        .when(...rules())
        .resources.at(-1)?.attributes,
    ).toMatchObject({
      ...{ ingress: [], egress: null },
    });
    const egress = [{ action: 'deny', destination: '10.0.0.0/8' }];
    const { data } = given(...MADE).when(...apply({ subnet: '10.0.1.0/24', egress }));
    expect(data).toMatchObject({ ingress: null, egress: [{ remote: '10.0.0.0/8' }] });
  });

  it('is refused for a subnet of another CIDR, naming both', () => {
    const error = given(...MADE).refuses(...apply({ subnet: '10.0.2.0/24' }));
    expect(error).toMatchObject({
      code: 'POLICY_WRONG_SUBNET',
      message: 'the policy is for "10.0.2.0/24", but vpc1/web is 10.0.1.0/24',
    });
  });

  it('is refused for a subnet that does not exist', () => {
    const policy = { subnet: '10.0.1.0/24' };
    const made = given(...MADE);
    const request = (vpc: string, subnet: string) =>
      made.refuses('firewall.apply', { vpc, subnet, policy }).code;
    expect(request('vpc2', 'web')).toBe('VPC_UNKNOWN');
    expect(request('vpc1', 'api')).toBe('SUBNET_UNKNOWN');
  });

  it('a second time replaces the policy', () => {
    const made = given(...MADE, rules({ action: 'deny' }), rules({ action: 'allow' }));
    const groups = made.resources.filter(({ kind }) => kind === 'security-group');
    expect(groups).toHaveLength(1);
    expect(groups[0]?.attributes).toMatchObject({ ingress: [{ action: 'allow' }] });
  });

  it('records valid ports and networks for any valid file', () => {
    const port = fc.oneof(
      fc.integer({ min: 1, max: 65_535 }),
      fc
        .tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    );
    const rule = fc.record(
      {
        action: fc.constantFrom('allow', 'deny'),
        protocol: fc.constantFrom('tcp', 'udp', 'all'),
        port,
        source: fc.oneof(fc.ipV4(), fc.constant('0.0.0.0/0')),
        description: fc.string({ maxLength: 256 }),
      },
      { requiredKeys: ['action'] },
    );
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 5 }), (ingress) => {
        const { state } = given(...MADE, rules(...ingress));
        const group = given(...MADE, rules(...ingress)).resources.at(-1);
        expect(state).toHaveProperty(['firewall', 'vpc1/web', 'ingress', 'length'], ingress.length);
        const made = group?.attributes['ingress'];
        if (!Array.isArray(made)) throw new Error('no rules');
        for (const [i, { ports, remotes }] of made.entries()) {
          const requested = ingress[i]?.port;
          if (ports === null) expect(requested).toBeUndefined();
          else expect([`${ports.from}-${ports.to}`, ports.from]).toContain(requested);
          for (const remote of remotes ?? []) expect(isHostRoute(parseNetwork(remote))).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('clearing a policy', () => {
  it('opens both directions', () => {
    const made = given(...MADE, rules({ action: 'deny' }));
    const { resources } = made.when('firewall.clear', { vpc: 'vpc1', subnet: 'web' });
    expect(resources).toEqual(given(...MADE).resources);
  });

  it('is refused where there is no policy', () => {
    const error = given(...MADE).refuses('firewall.clear', { vpc: 'vpc1', subnet: 'web' });
    expect(error).toMatchObject({ code: 'POLICY_UNKNOWN', message: 'vpc1/web has no policy' });
    expect(error.hints.join()).toContain('vpcctl apply-firewall vpc1 web');
  });
});
