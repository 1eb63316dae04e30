import type { Json } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { checkPolicyFile } from '../../../src/features/firewall/policy.js';
import { type CommandRequest, given } from '../../support/features/given.js';

const MADE: CommandRequest[] = [
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
  ['vpc.create', { name: 'vpc2', cidr: '10.1.0.0/16' }],
  ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24' }],
  ['subnet.add', { vpc: 'vpc1', name: 'db', cidr: '10.0.2.0/24' }],
  ['subnet.add', { vpc: 'vpc2', name: 'app', cidr: '10.1.1.0/24' }],
];
const PEERED: CommandRequest = ['peering.add', { vpcs: ['vpc1', 'vpc2'] }];
const instance = (subnet: string, name: string, vpc = 'vpc1'): CommandRequest => [
  'instance.add',
  { vpc, subnet, name },
];

/** A policy of vpc1/db that lets in who is `source`. */
const allow = (source: string): CommandRequest => [
  'firewall.apply',
  {
    vpc: 'vpc1',
    subnet: 'db',
    policy: { subnet: '10.0.2.0/24', ingress: [{ action: 'allow', source }] },
  },
];

/** Whom the one rule of vpc1/db lets in. */
function remotes(...requests: CommandRequest[]): Json | undefined {
  const group = given(...MADE, ...requests).resources.find(({ kind }) => kind === 'security-group');
  const rules = Object(group?.attributes['ingress']);
  return rules[0].remotes;
}

describe('a rule for sg:VPC/SUBNET', () => {
  it('is recorded as it was written', () => {
    expect(given(...MADE).when(...allow('sg:vpc1/web')).data).toMatchObject({
      ingress: [{ remote: 'sg:vpc1/web' }],
    });
  });

  it('follows the workloads of that subnet as they come and go', () => {
    const rule = allow('sg:vpc1/web');
    expect(remotes(rule)).toEqual(['10.0.1.1/32']);
    expect(remotes(rule, instance('web', 'w1'))).toEqual(['10.0.1.1/32', '10.0.1.2/32']);
    expect(
      remotes(instance('web', 'w1'), rule, [
        'instance.delete',
        { vpc: 'vpc1', subnet: 'web', name: 'w1' },
      ]),
    ).toEqual(['10.0.1.1/32']);
    expect(remotes(rule, instance('db', 'd1'))).toEqual(['10.0.1.1/32']);
  });

  it('may refer to its own subnet, for traffic among its workloads', () => {
    expect(remotes(allow('sg:vpc1/db'), instance('db', 'd1'))).toEqual([
      '10.0.2.1/32',
      '10.0.2.2/32',
    ]);
  });

  it('matches no address once the subnet is gone, and matches again when it is back', () => {
    const gone: CommandRequest = ['subnet.delete', { vpc: 'vpc1', name: 'web' }];
    expect(remotes(allow('sg:vpc1/web'), gone)).toEqual([]);
    const back: CommandRequest = ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.7.0/24' }];
    expect(remotes(allow('sg:vpc1/web'), gone, back)).toEqual(['10.0.7.1/32']);
  });

  it('may refer to a peer, as long as the peering exists', () => {
    const rule = allow('sg:vpc2/app');
    expect(remotes(PEERED, rule, instance('app', 'a1', 'vpc2'))).toEqual([
      '10.1.1.1/32',
      '10.1.1.2/32',
    ]);
    expect(remotes(PEERED, rule, ['peering.remove', { vpcs: ['vpc2', 'vpc1'] }])).toEqual([]);
  });

  it('is refused where it can never match, saying why', () => {
    const made = given(...MADE);
    expect(made.refuses(...allow('sg:vpc2/app'))).toMatchObject({
      code: 'REFERENCE_NOT_PEERED',
      hints: ['peer them first: vpcctl peer vpc1 vpc2'],
    });
    expect(made.refuses(...allow('sg:vpc1/wob')).hints).toContain('did you mean web?');
    expect(made.refuses(...allow('sg:vpc3/web')).code).toBe('VPC_UNKNOWN');
    expect(given(...MADE, PEERED).refuses(...allow('sg:vpc2/web')).code).toBe('SUBNET_UNKNOWN');
  });

  it.each(['sg:', 'sg:vpc1', 'sg:vpc1/', 'sg:/web', 'sg:vpc1/web/w1', 'sg:vpc1/we b'])(
    'is refused as %j, naming the right form',
    (source) => {
      const policy = { subnet: '10.0.2.0/24', egress: [{ action: 'allow', destination: source }] };
      const [issue] = checkPolicyFile(policy).issues;
      expect(issue?.message).toBe('a subnet is written sg:VPC/SUBNET: sg:vpc1/web');
    },
  );

  it.each(['web', 'vpc1/web'])('is what %j probably is meant to be', (source) => {
    const policy = { subnet: '10.0.2.0/24', ingress: [{ action: 'allow', source }] };
    const [issue] = checkPolicyFile(policy).issues;
    expect(issue?.message).toContain('is no address; a subnet is written sg:VPC/SUBNET');
  });
});
