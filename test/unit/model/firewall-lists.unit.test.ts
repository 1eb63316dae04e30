import type { Json } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { type CommandRequest, given } from '../../support/features/given.js';
import { MADE, recorded, ruleIssues } from '../../support/features/policy-file.js';

describe('a rule of a policy', () => {
  it('records a rule for each combination of its lists', () => {
    const lists = {
      ...{ action: 'allow', protocol: ['TCP', 17], port: [53, '8000:8001'] },
      sources: ['10.0.2.0/24', '10.0.3.7'],
    };
    const combined = ['tcp', 'udp'].flatMap((protocol) =>
      [53, 8000].flatMap((from) =>
        ['10.0.2.0/24', '10.0.3.7/32'].map((remote) => ({
          ...{ action: 'allow', protocol, remote, description: null },
          ports: { from, to: from === 53 ? 53 : 8001 },
        })),
      ),
    );
    expect(recorded(lists)).toMatchObject({ ingress: combined });
    const many = Array.from({ length: 101 }, (_, at) => at + 1);
    const sources = many.map((at) => `10.0.2.${at}`);
    expect(ruleIssues({ action: 'allow', protocol: 'tcp', port: many, source: sources })).toEqual([
      expect.stringContaining('more than 10000 rules'),
    ]);
  });

  it.each([
    ['gre', 'gre'],
    ['47', 'gre'],
    [50, 'esp'],
    ['253', '253'],
    ['ANY', 'all'],
    [-1, 'all'],
    ['-1', 'all'],
  ] as const)('records the protocol %j as %s', (protocol, word) => {
    expect(recorded({ action: 'allow', protocol })).toMatchObject({
      ingress: [{ protocol: word, ports: null }],
    });
  });

  it('records ICMP types by their numbers', () => {
    const type = ['echo-request', 13];
    expect(recorded({ action: 'allow', protocol: 'icmp', type })).toMatchObject({
      ingress: [8, 13].map((at) => ({ protocol: 'icmp', ports: { from: at, to: at } })),
    });
  });

  it('of a file with several policies takes the one for the subnet, or all of them', () => {
    const made: CommandRequest[] = [
      ...MADE,
      ['subnet.add', { vpc: 'vpc1', name: 'db', cidr: '10.0.2.0/24' }],
    ];
    const web = { subnet: '10.0.1.0/24', ingress: [] };
    const db = { subnet: '10.0.2.0/24', egress: [] };
    const request = (subnet: string | null, ...policy: Json[]) =>
      ['firewall.apply', { vpc: 'vpc1', subnet, policy }] as const;
    const one = given(...made).when(...request('db', web, db));
    expect(one.data).toMatchObject({ subnet: 'db', ingress: null, egress: [] });
    const both = given(...made).when(...request(null, web, db)).state;
    expect(both).toHaveProperty(['firewall', 'vpc1/web', 'ingress'], []);
    expect(both).toHaveProperty(['firewall', 'vpc1/db', 'egress'], []);
    const refusal = (...asked: ReturnType<typeof request>) => given(...made).refuses(...asked);
    expect(refusal(...request(null, web, web)).code).toBe('POLICY_TWICE');
    expect(refusal(...request('web', web, web)).code).toBe('POLICY_TWICE');
    expect(refusal(...request('web', db)).code).toBe('POLICY_WRONG_SUBNET');
    expect(refusal(...request(null, web, { subnet: '10.0.9.0/24' })).message).toContain(
      'vpc1 has no subnet "10.0.9.0/24"',
    );
  });
});
