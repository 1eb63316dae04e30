import { describe, expect, it } from 'vitest';
import { BARE_HOST } from '../../support/features/facts.js';
import { type CommandRequest, given, givenOn } from '../../support/features/given.js';

const VPC1: CommandRequest = ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }];
const subnet = (name: string, cidr = '10.0.1.0/24', vpc = 'vpc1'): CommandRequest => [
  'subnet.add',
  { vpc, name, cidr },
];

describe('adding a subnet', () => {
  it('makes every choice from the names and the CIDR', () => {
    expect(given(VPC1).when(...subnet('web')).data).toEqual({
      vpc: 'vpc1',
      name: 'web',
      cidr: '10.0.1.0/24',
      type: 'private',
      address: '10.0.1.1',
      namespace: 'vpc1-web',
      guestEnd: { name: 'veth-ns-web', altname: null, mac: expect.stringMatching(/^02:/) },
      hostEnd: { name: 'veth-vpc1-web', altname: null, mac: expect.stringMatching(/^02:/) },
    });
  });

  it('gives the second host where the first is the gateway', () => {
    expect(given(VPC1).when(...subnet('web', '10.0.0.0/24')).data).toMatchObject({
      address: '10.0.0.2',
    });
  });

  it('is refused in a VPC that does not exist, naming the existing ones', () => {
    const error = given(VPC1).refuses(...subnet('web', '10.0.1.0/24', 'vpc2'));
    expect(error).toMatchObject({ code: 'VPC_UNKNOWN', message: 'VPC "vpc2" does not exist' });
    expect(error.hints).toEqual(['did you mean vpc1?', 'there is: vpc1']);
  });

  it('is refused for a dangerous name', () => {
    for (const name of ['a;rm', '../x', '', 'two words', 'x'.repeat(200)]) {
      expect(given(VPC1).refuses(...subnet(name)).code).toBe('NAME_INVALID');
    }
  });

  it('gives the second host where the first is the gateway of another VPC', () => {
    const made = given(VPC1, ['vpc.create', { name: 'vpc2', cidr: '10.0.1.0/24' }]);
    expect(made.when(...subnet('web')).data).toMatchObject({ address: '10.0.1.2' });
  });

  it('is refused for a name that exists', () => {
    const error = given(VPC1, subnet('web')).refuses(...subnet('web', '10.0.2.0/24'));
    expect(error).toMatchObject({
      code: 'SUBNET_EXISTS',
      message: 'VPC vpc1 already has a subnet web (10.0.1.0/24)',
    });
  });

  it('is refused where its namespace would have the name of another one', () => {
    const made = given(
      ['vpc.create', { name: 'a-b', cidr: '10.0.0.0/16' }],
      ['vpc.create', { name: 'a', cidr: '10.1.0.0/16' }],
      subnet('c', '10.0.1.0/24', 'a-b'),
    );
    const error = made.refuses(...subnet('b-c', '10.1.1.0/24', 'a'));
    expect(error).toMatchObject({ code: 'NAMESPACE_CLASH' });
    expect(error.message).toContain('a-b-c');
  });

  it('is refused where a namespace of that name is not ours', () => {
    const host = { ...BARE_HOST, namespaces: ['vpc1-web'] };
    const error = givenOn(host, VPC1).refuses(...subnet('web'));
    expect(error).toMatchObject({ code: 'NAMESPACE_NOT_OURS' });
    expect(error.hints.join()).toContain('ip netns del vpc1-web');
  });

  it.each([
    ['10.1.0.0/24', 'SUBNET_OUTSIDE_VPC'],
    ['10.0.0.0/15', 'SUBNET_OUTSIDE_VPC'],
    ['172.16.0.0/24', 'SUBNET_OUTSIDE_VPC'],
    ['10.0.4.0/24', 'SUBNET_OVERLAPS'],
    ['10.0.4.128/25', 'SUBNET_OVERLAPS'],
    ['10.0.0.0/16', 'SUBNET_OVERLAPS'],
    ['10.0.1.0/31', 'CIDR_TOO_SMALL'],
    ['10.0.1.1/32', 'CIDR_TOO_SMALL'],
    ['10.0.1.1/24', 'CIDR_HOST_BITS'],
    ['10.0.01.0/24', 'CIDR_INVALID'],
    ['fd00::/64', 'CIDR_IPV6'],
  ])('%s is refused: %s', (cidr, code) => {
    const error = given(VPC1, subnet('there', '10.0.4.0/24')).refuses(...subnet('web', cidr));
    expect(error.code).toBe(code);
    expect(error.message).toContain(cidr);
  });
});

describe('names of interfaces', () => {
  const hostEnd = (...names: string[]) => {
    const requests = names.map((name, i) => subnet(name, `10.0.${i}.0/24`));
    return given(VPC1, ...requests)
      .resources.filter(({ kind }) => kind === 'veth')
      .map(({ attributes }) => [attributes['name'], attributes['altname']]);
  };

  it('are cut to the length that tc accepts, with the full name as altname', () => {
    expect(hostEnd('public')).toEqual([['veth-vpc1-publi', 'veth-vpc1-public']]);
  });

  it('are hashed where the cut name is taken, and the full name stays', () => {
    const [first, second] = hostEnd('public', 'public2');
    expect(first).toEqual(['veth-vpc1-publi', 'veth-vpc1-public']);
    expect(second).toEqual([expect.stringMatching(/^veth-[0-9a-f]{10}$/), 'veth-vpc1-public2']);
  });

  it('are hashed where a longer name was cut to this one', () => {
    const [, second] = hostEnd('public', 'publi');
    expect(second).toEqual([expect.stringMatching(/^veth-[0-9a-f]{10}$/), null]);
  });

  it('avoid the names on the host', () => {
    const host = { ...BARE_HOST, interfaces: ['lo', 'eth0', 'veth-vpc1-publi'] };
    const { data } = givenOn(host, VPC1).when(...subnet('public'));
    expect(data).toHaveProperty('hostEnd.name', expect.stringMatching(/^veth-[0-9a-f]{10}$/));
  });

  it('need no such care inside a namespace', () => {
    const { data } = given(VPC1).when(...subnet('a-long-name'));
    expect(data).toMatchObject({
      guestEnd: { name: 'veth-ns-a-long-', altname: 'veth-ns-a-long-name' },
    });
  });

  it('of routers are distinct, also while none of them is on the host', () => {
    const request = (name: string, cidr: string) => ['vpc.create', { name, cidr }] as const;
    const first = given(request('production-net', '10.0.0.0/16'));
    for (const name of ['production-new', 'production-n']) {
      const { data } = first.when(...request(name, '10.1.0.0/16'));
      expect(data).toHaveProperty('bridge.name', expect.stringMatching(/^br-[0-9a-f]{12}$/));
    }
  });

  it('with the longest names still fit an altname', () => {
    const long = 'x'.repeat(60);
    const made = given(['vpc.create', { name: long, cidr: '10.0.0.0/16' }]);
    const { data } = made.when(...subnet(long, '10.0.1.0/24', long));
    // ALTIFNAMSIZ in linux/if.h is 128, with the closing zero.
    expect(data).toHaveProperty('hostEnd.altname', `veth-${long}-${long}`);
    expect(`veth-${long}-${long}`.length).toBeLessThanOrEqual(127);
  });
});

describe('ids', () => {
  it("distinguish a namespace from a router of the same name: VPC br's subnet vpc1 is br-vpc1", () => {
    const made = given(
      VPC1,
      ['vpc.create', { name: 'br', cidr: '10.1.0.0/16' }],
      subnet('vpc1', '10.1.1.0/24', 'br'),
    );
    const ids = made.resources.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('deleting a subnet', () => {
  const made = given(VPC1, subnet('web'), subnet('api', '10.0.2.0/24'), [
    'firewall.apply',
    { vpc: 'vpc1', subnet: 'web', policy: { subnet: '10.0.1.0/24' } },
  ]);

  it('deletes its policy, and nothing else', () => {
    const { resources } = made.when('subnet.delete', { vpc: 'vpc1', name: 'web' });
    const without = given(VPC1, subnet('api', '10.0.2.0/24')).resources;
    expect(resources).toEqual(without);
  });

  it('is refused for an unknown name', () => {
    const error = made.refuses('subnet.delete', { vpc: 'vpc1', name: 'wbe' });
    expect(error).toMatchObject({
      code: 'SUBNET_UNKNOWN',
      message: 'subnet of vpc1 "wbe" does not exist',
    });
    expect(error.hints).toEqual(['did you mean web?', 'there is: api, web']);
  });

  it('is refused in a VPC without subnets, saying how to add one', () => {
    const error = given(VPC1).refuses('subnet.delete', { vpc: 'vpc1', name: 'web' });
    expect(error.hints).toEqual(['VPC vpc1 has no subnet yet: vpcctl add-subnet vpc1 …']);
  });

  it('frees the name and the CIDR', () => {
    const again = given(VPC1, subnet('web'), ['subnet.delete', { vpc: 'vpc1', name: 'web' }]);
    expect(again.when(...subnet('web')).resources).toEqual(given(VPC1, subnet('web')).resources);
  });
});
