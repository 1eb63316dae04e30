import type { HostService } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../../support/features/given.js';
import { APART, apply, ask } from '../../../support/reach/ask.js';
import { lowered } from '../../../support/reach/forwards.js';

/** DNS of vpc1 for its public subnet, as a plugin lowers it. */
const DNS: HostService = {
  kind: 'host-service',
  id: 'host-service:dns',
  attributes: {
    ...{ name: 'dns', bridge: 'br-vpc1', gateway: '10.0.0.1', addresses: ['10.0.1.1'] },
    ...{ protocol: 'udp', port: 53, listener: 20_001 },
  },
  why: 'names of vpc1',
};

function says(flow: string, ...requests: readonly CommandRequest[]): string {
  const { state, resources } = lowered(...APART, ...requests);
  return ask({ state, resources: [...resources, DNS] }, flow);
}

describe('a service of the host', () => {
  it.each([
    ['vpc1/public -> 10.0.0.1:53/udp', 'yes: the gateway of vpc1 serves 53/udp to vpc1/public'],
    ['vpc1/public -> 10.0.0.1:53/tcp', 'no: the gateway of vpc1 answers only ping'],
    ['vpc1/public -> 10.0.0.1:20001/udp', 'no: the gateway of vpc1 answers only ping'],
    ['vpc1/private -> 10.0.0.1:53/udp', 'no: the gateway of vpc1 answers only ping'],
    ['vpc2/web -> 10.0.0.1:53/udp', 'no: the gateway of vpc1 is closed to VPCs'],
  ])('%s: %s', (flow, expected) => {
    expect(says(flow)).toBe(expected);
  });

  it('is reached regardless of the policy of its client', () => {
    const egress = (port: number) => [{ port, protocol: 'udp', action: 'allow' }];
    const flow = 'vpc1/public -> 10.0.0.1:53/udp';
    expect(says(flow, apply('public', '10.0.1.0/24', { egress: egress(53) }))).toMatch(/^yes: /);
    expect(says(flow, apply('public', '10.0.1.0/24', { egress: egress(20_001) }))).toBe(
      'no: no rule of the egress policy of vpc1/public allows it',
    );
  });
});
