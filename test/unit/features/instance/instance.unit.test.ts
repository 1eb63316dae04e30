import { describe, expect, it } from 'vitest';
import { allWorkloads, requireWorkload } from '../../../../src/model/workloads/select.js';
import { BARE_HOST } from '../../../support/features/facts.js';
import { type CommandRequest, given, givenOn, refusal } from '../../../support/features/given.js';

const WEB: CommandRequest[] = [
  ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
  ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24', type: 'public' }],
];
const instance = (name: string, more = {}): CommandRequest => [
  'instance.add',
  { vpc: 'vpc1', subnet: 'web', name, ...more },
];
const gone = (name: string): CommandRequest => [
  'instance.delete',
  { vpc: 'vpc1', subnet: 'web', name },
];
const ids = (resources: readonly { id: string }[]) => resources.map(({ id }) => id);

describe('adding an instance', () => {
  it('makes every choice from the names and the subnet', () => {
    expect(given(...WEB).when(...instance('w1')).data).toEqual({
      vpc: 'vpc1',
      subnet: 'web',
      name: 'w1',
      address: '10.0.1.2',
      namespace: 'vpc1-web-w1',
      guestEnd: { name: 'veth-ns-w1', altname: null, mac: expect.stringMatching(/^02:/) },
      hostEnd: {
        name: 'veth-vpc1-web-w',
        altname: 'veth-vpc1-web-w1',
        mac: expect.stringMatching(/^02:/),
      },
      attachment: null,
    });
  });

  it('chooses the lowest free address, also one that was used before', () => {
    const made = given(...WEB, instance('w1'), instance('w2'), instance('w3', { ip: '10.0.1.9' }));
    expect(made.when(...instance('w4')).data).toMatchObject({ address: '10.0.1.4' });
    const freed = given(...WEB, instance('w1'), instance('w2'), gone('w1'));
    expect(freed.when(...instance('w4')).data).toMatchObject({ address: '10.0.1.2' });
  });

  it('skips the gateway where it is in the subnet', () => {
    const made = given(WEB[0] ?? instance(''), [
      'subnet.add',
      { vpc: 'vpc1', name: 'web', cidr: '10.0.0.0/30' },
    ]);
    const error = made.refuses(...instance('w1'));
    expect(error).toMatchObject({
      code: 'SUBNET_FULL',
      message: 'all 2 addresses of vpc1/web (10.0.0.0/30) are in use',
    });
  });

  it.each([
    ['10.0.2.1', 'ADDRESS_OUTSIDE_SUBNET'],
    ['10.0.1.0', 'ADDRESS_RESERVED'],
    ['10.0.1.255', 'ADDRESS_RESERVED'],
    ['10.0.1.1', 'ADDRESS_TAKEN'],
    ['10.0.1.7', 'ADDRESS_TAKEN'],
    ['10.0.1.8/24', 'ADDRESS_INVALID'],
    ['10.0.1', 'CIDR_INVALID'],
    ['10.0.01.8', 'CIDR_INVALID'],
    ['fd00::1', 'CIDR_IPV6'],
  ])('with --ip %s is refused: %s', (ip, code) => {
    const error = given(...WEB, instance('there', { ip: '10.0.1.7' })).refuses(
      ...instance('w1', { ip }),
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(ip);
  });

  it('with the address of the gateway is refused, naming it', () => {
    const requests: CommandRequest[] = [
      ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
      ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.0.0/24' }],
    ];
    expect(given(...requests).refuses(...instance('w1', { ip: '10.0.0.1' })).message).toBe(
      '10.0.0.1 is the gateway of VPC vpc1, so packets to it would end at the host',
    );
  });

  it('never chooses the address of another router, and refuses it with --ip', () => {
    const made = given(['vpc.create', { name: 'vpc2', cidr: '10.0.1.4/30' }], ...WEB);
    for (const [ip, what] of [
      ['10.0.1.5', 'gateway'],
      ['10.0.1.7', 'broadcast address'],
    ]) {
      const error = made.refuses(...instance('w1', { ip }));
      expect(error).toMatchObject({ code: 'ADDRESS_TAKEN' });
      expect(error.message).toContain(`${ip} is the ${what} of VPC vpc2`);
    }
    const more = ['w2', 'w3', 'w4', 'w5', 'w6'].map((name) => instance(name));
    const { state } = given(['vpc.create', { name: 'vpc2', cidr: '10.0.1.4/30' }], ...WEB, ...more);
    const taken = allWorkloads(state).flatMap(({ addresses }) => addresses.map(({ text }) => text));
    expect(taken).toEqual(expect.arrayContaining(['10.0.1.4', '10.0.1.6', '10.0.1.8']));
    for (const own of ['10.0.1.5', '10.0.1.7']) expect(taken).not.toContain(own);
  });

  it('is refused for a name that exists, and for dangerous names', () => {
    expect(given(...WEB, instance('w1')).refuses(...instance('w1')).code).toBe('INSTANCE_EXISTS');
    for (const name of ['a;rm', '../x', '', 'a/b', 'x'.repeat(61)]) {
      expect(given(...WEB).refuses(...instance(name)).code).toBe('NAME_INVALID');
    }
  });

  it('is refused where the names together are too long for the port', () => {
    const long = 'x'.repeat(60);
    const made = given(
      ['vpc.create', { name: long, cidr: '10.0.0.0/16' }],
      ['subnet.add', { vpc: long, name: long, cidr: '10.0.1.0/24' }],
    );
    const error = made.refuses('instance.add', { vpc: long, subnet: long, name: 'w1' });
    expect(error.code).toBe('NAME_INVALID');
  });

  it('is refused where the joined name equals that of another workload', () => {
    const two: CommandRequest[] = [
      ['vpc.create', { name: 'a', cidr: '10.0.0.0/16' }],
      ['vpc.create', { name: 'a-b', cidr: '10.1.0.0/16' }],
      ['subnet.add', { vpc: 'a', name: 'b', cidr: '10.0.1.0/24' }],
      ['subnet.add', { vpc: 'a', name: 'b-c', cidr: '10.0.2.0/24' }],
      ['subnet.add', { vpc: 'a-b', name: 'd', cidr: '10.1.1.0/24' }],
    ];
    const instanceOf = (vpc: string, subnet: string, name: string): CommandRequest => [
      'instance.add',
      { vpc, subnet, name },
    ];
    // a/b + c is a/b-c; a/b-c + d is a/b + c-d; a/b + d-e is a-b/d + e.
    expect(given(...two).refuses(...instanceOf('a', 'b', 'c'))).toMatchObject({
      code: 'NAMESPACE_CLASH',
      message: 'instance c of a/b would have the same name on the host as a/b-c: a-b-c',
    });
    const first = given(...two, instanceOf('a', 'b-c', 'd'));
    expect(first.refuses(...instanceOf('a', 'b', 'c-d')).code).toBe('NAMESPACE_CLASH');
    const second = given(...two, instanceOf('a', 'b', 'd-e'));
    expect(second.refuses(...instanceOf('a-b', 'd', 'e')).code).toBe('NAMESPACE_CLASH');
    // And a subnet, where an instance has the name.
    const cidr = '10.1.2.0/24';
    expect(second.refuses('subnet.add', { vpc: 'a-b', name: 'd-e', cidr }).code).toBe(
      'NAMESPACE_CLASH',
    );
  });

  it('is refused where a namespace of that name is not ours', () => {
    const host = { ...BARE_HOST, namespaces: ['vpc1-web-w1'] };
    expect(givenOn(host, ...WEB).refuses(...instance('w1')).code).toBe('NAMESPACE_NOT_OURS');
  });

  it('adds resources of the same kinds as its subnet', () => {
    const { resources } = given(...WEB);
    const own = (all: readonly { id: string; kind: string }[]) =>
      all.filter(({ id }) => !ids(resources).includes(id)).map(({ kind }) => kind);
    const before = given(WEB[0] ?? instance('')).resources;
    const ofSubnet = resources.filter(({ id }) => !ids(before).includes(id));
    expect(own(given(...WEB, instance('w1')).resources)).toEqual(ofSubnet.map(({ kind }) => kind));
  });
});

it('each intent is described in words', () => {
  const made = given(...WEB, instance('w1'));
  expect(given(...WEB).when(...instance('w1')).description).toBe(
    'add instance w1 10.0.1.2 to vpc1/web',
  );
  expect(made.when(...gone('w1')).description).toBe('delete instance w1 of vpc1/web');
});

describe('an instance', () => {
  const made = given(...WEB, instance('w1'), instance('w2'));

  it("is found by SUBNET/NAME, and a subnet's own workload by SUBNET", () => {
    expect(requireWorkload(made.state, 'vpc1', 'web/w2').namespace).toBe('vpc1-web-w2');
    expect(requireWorkload(made.state, 'vpc1', 'web').namespace).toBe('vpc1-web');
    for (const [place, code] of [
      ['web/w3', 'INSTANCE_UNKNOWN'],
      ['wob/w1', 'SUBNET_UNKNOWN'],
      ['web/w1/x', 'NAME_INVALID'],
    ] as const) {
      expect(refusal(() => requireWorkload(made.state, 'vpc1', place)).code).toBe(code);
    }
  });

  it('is deleted, and the other instances are unchanged', () => {
    const left = given(...WEB, instance('w1'), instance('w2'), gone('w1'));
    expect(left.resources).toEqual(
      made.resources.filter(({ id, why }) => !/w1\b/.test(`${id} ${why}`)),
    );
    expect(made.refuses(...gone('w3')).hints).toContain('did you mean w1?');
  });

  it.each([
    ['subnet.delete', { vpc: 'vpc1', name: 'web' }],
    ['vpc.delete', { name: 'vpc1' }],
  ])('is deleted with its subnet or VPC: %s', (type, input) => {
    expect(made.when(type, input).state).not.toHaveProperty('instance');
  });

  it('has the policy of its subnet', () => {
    const policy = { subnet: '10.0.1.0/24', ingress: [{ action: 'allow', protocol: 'icmp' }] };
    const ruled = made.when('firewall.apply', { vpc: 'vpc1', subnet: 'web', policy });
    const group = ruled.resources.find(({ kind }) => kind === 'security-group');
    expect(group?.attributes).toMatchObject({ addresses: ['10.0.1.1', '10.0.1.2', '10.0.1.3'] });
  });
});
