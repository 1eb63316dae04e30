import { describe, expect, it } from 'vitest';
import { type CommandRequest, given } from '../../support/features/given.js';

const vpc = (name: string, cidr: string): CommandRequest => ['vpc.create', { name, cidr }];
const peer = (a: string, b: string, allowCidrs: string[] = []): CommandRequest => [
  'peering.add',
  { vpcs: [a, b], allowCidrs },
];
const A = vpc('a', '10.0.0.0/16');
const B = vpc('b', '172.16.0.0/16');

describe('peering', () => {
  it('opens both VPCs wholly, and routes each to the other', () => {
    const { data, resources } = given(A, B).when(...peer('a', 'b'));
    expect(data).toEqual({ vpcs: ['a', 'b'], cidrs: [['10.0.0.0/16'], ['172.16.0.0/16']] });
    const added = resources.filter(({ why }) =>
      /allow traffic|route from (a to b|b to a)/.test(why),
    );
    expect(added.map(({ id }) => id)).toEqual([
      'peering:a/b',
      'route:7001:172.16.0.0/16',
      'route:7002:10.0.0.0/16',
    ]);
  });

  it('is the same whichever VPC is named first', () => {
    const made = given(A, B, peer('b', 'a'));
    expect(made.refuses(...peer('a', 'b')).code).toBe('PEERING_EXISTS');
    expect(made.when('peering.remove', { vpcs: ['a', 'b'] }).resources).toEqual(
      given(A, B).resources,
    );
  });

  it('is refused for a VPC and itself', () => {
    const error = given(A).refuses(...peer('a', 'a'));
    expect(error).toMatchObject({
      code: 'PEERING_SELF',
      message: 'VPC a cannot be peered with itself',
    });
  });

  it('is refused for a VPC that does not exist', () => {
    expect(given(A).refuses(...peer('a', 'x')).code).toBe('VPC_UNKNOWN');
    expect(given(A).refuses(...peer('x', 'a')).message).toContain('"x"');
  });

  it('is refused a second time, saying how to change it', () => {
    const error = given(A, B, peer('a', 'b')).refuses(...peer('a', 'b', ['10.0.1.0/24']));
    expect(error).toMatchObject({ code: 'PEERING_EXISTS' });
    expect(error.hints).toEqual(['to change it, end it first: vpcctl unpeer a b']);
  });

  it('is refused where addresses overlap, naming both', () => {
    const error = given(A, vpc('c', '10.0.128.0/17')).refuses(...peer('a', 'c'));
    expect(error).toMatchObject({ code: 'PEERING_OVERLAPS' });
    expect(error.message).toContain('a (10.0.0.0/16) and c (10.0.128.0/17)');
  });

  it('is refused where another peer has these addresses, from either side', () => {
    const made = given(A, B, vpc('c', '172.16.0.0/12'), peer('a', 'b'));
    for (const pair of [peer('a', 'c'), peer('c', 'a')]) {
      const error = made.refuses(...pair);
      expect(error).toMatchObject({ code: 'PEERING_AMBIGUOUS' });
      expect(error.message).toContain('a is already peered with b (172.16.0.0/16)');
      expect(error.hints).toEqual(['end that peering first: vpcctl unpeer a b']);
    }
    expect(given(A, B, vpc('c', '172.16.0.0/12')).when(...peer('a', 'c')).data).toBeDefined();
  });
});

describe('--allow-cidrs', () => {
  const cidrs = (...allowed: string[]) => given(A, B).when(...peer('a', 'b', allowed)).data;

  it('assigns each CIDR to the VPC that contains it; the other VPC takes part wholly', () => {
    expect(cidrs('10.0.1.0/24')).toHaveProperty('cidrs', [['10.0.1.0/24'], ['172.16.0.0/16']]);
    expect(cidrs('172.16.1.0/24', '10.0.1.0/24', '10.0.2.0/24')).toHaveProperty('cidrs', [
      ['10.0.1.0/24', '10.0.2.0/24'],
      ['172.16.1.0/24'],
    ]);
  });

  it('accepts single addresses', () => {
    expect(cidrs('10.0.1.7')).toHaveProperty('cidrs', [['10.0.1.7/32'], ['172.16.0.0/16']]);
  });

  it('drops a CIDR that another one contains, in any order', () => {
    const whole = [['10.0.0.0/17'], ['172.16.0.0/16']];
    expect(cidrs('10.0.0.0/17', '10.0.1.0/24', '10.0.0.0/17')).toHaveProperty('cidrs', whole);
    expect(cidrs('10.0.1.0/24', '10.0.2.0/24', '10.0.0.0/17')).toHaveProperty('cidrs', whole);
  });

  it.each([
    ['192.168.0.0/24', 'PEERING_CIDR_OUTSIDE'],
    ['10.0.0.0/8', 'PEERING_CIDR_OUTSIDE'],
    ['10.0.1.1/24', 'CIDR_HOST_BITS'],
    ['10.0.1', 'CIDR_INVALID'],
    ['', 'CIDR_INVALID'],
    ['fd00::1', 'CIDR_IPV6'],
  ])('%j is refused: %s', (cidr, code) => {
    const error = given(A, B).refuses(...peer('a', 'b', [cidr]));
    expect(error.code).toBe(code);
    expect(error.message).toContain(cidr);
  });
});

describe('unpeering', () => {
  it('is refused where there is no peering, naming the existing peers', () => {
    const made = given(A, B, vpc('c', '10.9.0.0/16'), peer('c', 'a'));
    const error = made.refuses('peering.remove', { vpcs: ['a', 'b'] });
    expect(error).toMatchObject({ code: 'PEERING_UNKNOWN', message: 'a and b are not peered' });
    expect(error.hints).toEqual(['a is peered with: c']);
    expect(given(A, B).refuses('peering.remove', { vpcs: ['a', 'b'] }).hints).toEqual([
      'a has no peers',
    ]);
  });

  it('is refused for VPCs that do not exist', () => {
    expect(given(A).refuses('peering.remove', { vpcs: ['a', 'x'] }).code).toBe('VPC_UNKNOWN');
  });

  it('happens when either VPC is deleted', () => {
    for (const [gone, left] of [
      ['a', B],
      ['b', A],
    ] as const) {
      const made = given(A, B, peer('a', 'b'), ['vpc.delete', { name: gone }]);
      expect(made.state).not.toHaveProperty('peering');
      expect(made.resources.filter(({ kind }) => kind === 'peering')).toEqual([]);
      expect(made.resources.length).toBe(given(left).resources.length);
    }
  });
});
