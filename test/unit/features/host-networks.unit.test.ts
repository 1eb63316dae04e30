import type { HostFacts } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { overlapsWithHost } from '../../../src/model/network/index.js';
import { BARE_HOST, hostWith } from '../../support/features/facts.js';
import { type CommandRequest, decide, given, givenOn } from '../../support/features/given.js';

/** The lab's host with one more address, or one more route. */
const having = (cidr: string, link = 'eth1'): HostFacts => ({
  ...BARE_HOST,
  addresses: [...BARE_HOST.addresses, { interface: link, cidr }],
});
const routing = (destination: string): HostFacts => ({
  ...BARE_HOST,
  routes: [
    ...BARE_HOST.routes,
    { destination, gateway: '203.0.113.9', interface: 'tun0', metric: 0 },
  ],
});

const create = (cidr: string, allowOverlap = false): CommandRequest => [
  'vpc.create',
  { name: 'vpc1', cidr, allowOverlap },
];
const VPC = create('10.0.0.0/16');
const WEB: CommandRequest = ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24' }];
const instance = (ip?: string): CommandRequest => [
  'instance.add',
  { vpc: 'vpc1', subnet: 'web', name: 'i1', ...(ip && { ip }) },
];

/** Decides `request` on a host that was bare when the VPC and its subnet were made. */
const later = (host: HostFacts, request: CommandRequest, ...made: CommandRequest[]) => {
  const { state } = given(...made);
  return () => decide(state, request, hostWith(state, host));
};

describe('a CIDR that a network of the host overlaps', () => {
  it.each([
    ['10.0.1.3/24', '10.0.1.3, an address of this host (eth1)'],
    ['10.0.1.3/32', '10.0.1.3, an address of this host (eth1)'],
    ['10.1.2.3/8', '10.0.0.0/8, a network of this host (eth1)'],
  ])('is refused, also with --allow-overlap: %s', (address, what) => {
    for (const allowOverlap of [false, true]) {
      const error = givenOn(having(address)).refuses(...create('10.0.0.0/16', allowOverlap));
      expect(error.code).toBe('CIDR_IN_USE');
      expect(error.message).toBe(`10.0.0.0/16 overlaps ${what}`);
    }
  });

  it.each(['10.0.0.0/8', '10.0.7.0/24', '10.0.0.0/16', '10.0.9.9/32'])(
    'is refused where the host has a route alone, unless --allow-overlap: %s',
    (destination) => {
      const host = routing(destination);
      const error = givenOn(host).refuses(...VPC);
      expect(error.message).toBe(
        `10.0.0.0/16 overlaps ${destination}, to which this host has a route by tun0`,
      );
      expect(error.hints.join()).toContain('--allow-overlap');
      const { state } = givenOn(host).when(...create('10.0.0.0/16', true));
      expect(state).toMatchObject({ vpc: { vpc1: { allowOverlap: true } } });
    },
  );

  it.each(['0.0.0.0/0', '0.0.0.0/1', '0.0.0.0/5'])('is taken under a default route: %s', (wide) => {
    expect(givenOn(routing(wide)).when(...VPC).data).toMatchObject({ cidr: '10.0.0.0/16' });
  });
});

describe('a network of the host that came after the VPC', () => {
  it.each([having('10.0.1.3/24'), having('10.0.1.9/32', 'lo'), routing('10.0.1.64/26')])(
    'refuses a subnet that it overlaps',
    (host) => {
      expect(later(host, WEB, VPC)).toThrow(/^10\.0\.1\.0\/24 overlaps 10\.0\.1\./);
    },
  );

  it.each([having('10.0.2.3/24'), having('10.1.2.3/8'), routing('10.0.0.0/8')])(
    'lets a subnet be added beside or below it',
    (host) => {
      expect(later(host, WEB, VPC)().data).toMatchObject({ address: '10.0.1.1' });
    },
  );

  it('has addresses that no instance gets', () => {
    const own = having('10.0.1.2/32', 'lo');
    expect(later(own, instance(), VPC, WEB)().data).toMatchObject({ address: '10.0.1.3' });
    expect(later(own, instance('10.0.1.2'), VPC, WEB)).toThrow(
      '10.0.1.2 is an address of this host (lo)',
    );
    const half = routing('10.0.1.0/25');
    expect(later(half, instance(), VPC, WEB)().data).toMatchObject({ address: '10.0.1.128' });
    expect(later(half, instance('10.0.1.7'), VPC, WEB)).toThrow(
      '10.0.1.7 is in 10.0.1.0/25, to which this host has a route by tun0',
    );
    expect(later(having('10.0.1.3/24'), instance(), VPC, WEB)).toThrow(
      'each free address of 10.0.1.0/24 is in 10.0.1.0/24, a network of this host (eth1)',
    );
  });

  it('may be a route where the VPC was made with --allow-overlap', () => {
    const made = [create('10.0.0.0/16', true), WEB];
    const half = routing('10.0.1.0/25');
    expect(later(half, instance(), ...made)().data).toMatchObject({ address: '10.0.1.2' });
    expect(later(having('10.0.1.2/25'), instance('10.0.1.2'), ...made)).toThrow(/an address/);
  });

  it('is named by status', () => {
    const overlaps = (host: HostFacts, ...made: CommandRequest[]) => {
      const { state } = given(...made);
      return overlapsWithHost(state, hostWith(state, host)).map(
        ({ vpc, what }) => `${vpc} ${what}`,
      );
    };
    expect(overlaps(BARE_HOST, VPC)).toEqual([]);
    expect(overlaps(having('10.0.1.3/24'), VPC)).toEqual([
      'vpc1 10.0.1.3, an address of this host (eth1)',
      'vpc1 10.0.1.0/24, a network of this host (eth1)',
    ]);
    expect(overlaps(routing('10.0.7.0/24'), VPC)).toEqual([
      'vpc1 10.0.7.0/24, to which this host has a route by tun0',
    ]);
    expect(overlaps(routing('10.0.0.0/8'), VPC)).toEqual([]);
    expect(overlaps(routing('10.0.7.0/24'), create('10.0.0.0/16', true))).toEqual([]);
  });
});
