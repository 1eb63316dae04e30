import { describe, expect, it } from 'vitest';
import { cidrNotes } from '../../../src/features/vpc/cidr-notes.js';
import { vpcSchema } from '../../../src/features/vpc/schema.js';
import { chooseSegment } from '../../../src/features/vpc/segment.js';
import { BARE_HOST } from '../../support/features/facts.js';
import { type CommandRequest, given, givenOn } from '../../support/features/given.js';

const vpc = (name: string, cidr = '10.0.0.0/16'): CommandRequest => ['vpc.create', { name, cidr }];
const create = (name: string, cidr = '10.0.0.0/16') => given().refuses(...vpc(name, cidr));

describe('names', () => {
  const BAD = ['a;rm', '../x', 'two words', '', '.', '-a', 'a-', 'a_b', 'é', 'a\n', '__proto__'];

  it.each(BAD)('%j is refused', (name) => {
    const error = create(name);
    expect(error.code).toBe('NAME_INVALID');
    expect(error.message).toContain(JSON.stringify(name));
    expect(error.hints.join()).toContain('lower-case letters, digits and inner dashes');
  });

  it('200 characters are refused, and the error shortens them', () => {
    const error = create('x'.repeat(200));
    expect(error.code).toBe('NAME_INVALID');
    expect(error.message).not.toContain('x'.repeat(61));
    expect(create('x'.repeat(61)).code).toBe('NAME_INVALID');
  });

  it('upper case is refused, and lower case suggested', () => {
    expect(create('Vpc1')).toMatchObject({ code: 'NAME_INVALID' });
    expect(create('Vpc1').hints).toContain('did you mean vpc1?');
    expect(create('X'.repeat(200)).hints.join()).not.toContain('did you mean');
  });

  it.each(['a', '1', 'web-1', 'a--b', 'constructor', 'tostring', 'x'.repeat(60)])(
    '%s is valid',
    (name) => {
      expect(given().when(...vpc(name)).data).toMatchObject({ name });
    },
  );

  it('a property of every JavaScript object is a name like any other', () => {
    expect(given().refuses('vpc.delete', { name: 'constructor' }).code).toBe('VPC_UNKNOWN');
    const made = given(vpc('constructor'));
    expect(made.refuses(...vpc('constructor')).code).toBe('VPC_EXISTS');
    expect(made.when('vpc.delete', { name: 'constructor' }).resources).toEqual([]);
  });

  it('a second VPC of that name is refused', () => {
    const error = given(vpc('vpc1')).refuses(...vpc('vpc1', '10.1.0.0/16'));
    expect(error).toMatchObject({
      code: 'VPC_EXISTS',
      message: 'VPC vpc1 already exists (10.0.0.0/16)',
    });
    expect(error.hints.join()).toContain('vpcctl delete-vpc vpc1');
  });

  it('an unknown name is refused with the known ones, and the probable one', () => {
    const error = given(vpc('vpc1'), vpc('web', '10.1.0.0/16')).refuses('vpc.delete', {
      name: 'vcp1',
    });
    expect(error).toMatchObject({ code: 'VPC_UNKNOWN', message: 'VPC "vcp1" does not exist' });
    expect(error.hints).toEqual(['did you mean vpc1?', 'there is: vpc1, web']);
  });

  it('an unknown name without any VPC is refused with the first command', () => {
    const error = given().refuses('vpc.delete', { name: 'vpc1' });
    expect(error.hints).toEqual(['there is no VPC yet: vpcctl create-vpc vpc1 10.0.0.0/16']);
  });
});

describe('CIDRs', () => {
  it.each([
    ['', 'CIDR_INVALID'],
    ['garbage', 'CIDR_INVALID'],
    ['10.0.0.0', 'CIDR_INVALID'],
    ['10.0.0/16', 'CIDR_INVALID'],
    ['10.0.0.256/16', 'CIDR_INVALID'],
    ['10.0.0.0/33', 'CIDR_INVALID'],
    ['10.0.0.0/-1', 'CIDR_INVALID'],
    ['10.0.0.0/', 'CIDR_INVALID'],
    ['10.0.0.0/16/16', 'CIDR_INVALID'],
    ['10.0.0.0/16 ', 'CIDR_INVALID'],
    ['0x0a.0.0.0/8', 'CIDR_INVALID'],
    ['010.0.0.0/16', 'CIDR_INVALID'],
    ['10.0.0.0/016', 'CIDR_INVALID'],
    ['10.0.0.1/16', 'CIDR_HOST_BITS'],
    ['10.0.0.0/31', 'CIDR_TOO_SMALL'],
    ['10.0.0.0/32', 'CIDR_TOO_SMALL'],
    ['10.0.0.0/7', 'CIDR_TOO_LARGE'],
    ['0.0.0.0/0', 'CIDR_TOO_LARGE'],
    ['127.0.0.0/8', 'CIDR_RESERVED'],
    ['169.254.0.0/16', 'CIDR_RESERVED'],
    ['224.0.0.0/8', 'CIDR_RESERVED'],
    ['255.255.255.0/24', 'CIDR_RESERVED'],
    ['fd00::/64', 'CIDR_IPV6'],
    ['::/0', 'CIDR_IPV6'],
  ])('%j is refused: %s', (cidr, code) => {
    const error = create('vpc1', cidr);
    expect(error.code).toBe(code);
    expect(error.message).toContain(cidr);
  });

  it('with host bits set, the network is named', () => {
    expect(create('vpc1', '10.0.3.7/16').hints).toEqual(['the network is 10.0.0.0/16']);
    expect(create('vpc1', '10.0.0.0/08').hints).toEqual(['write it as 10.0.0.0/8']);
  });

  it('two VPCs may have the same CIDR', () => {
    const { data } = given(vpc('vpc1')).when(...vpc('vpc2'));
    expect(data).toMatchObject({ cidr: '10.0.0.0/16', segment: 7002 });
  });

  it('a network that the host already reaches is refused, naming both', () => {
    const error = create('vpc1', '203.0.113.0/25');
    expect(error).toMatchObject({ code: 'CIDR_IN_USE' });
    expect(error.message).toBe(
      '203.0.113.0/25 overlaps 203.0.113.2, an address of this host (eth0)',
    );
  });

  it('a network whose gateway or broadcast address a workload has is refused, naming it', () => {
    const made = given(
      vpc('vpc1'),
      ['subnet.add', { vpc: 'vpc1', name: 'web', cidr: '10.0.1.0/24' }],
      ['instance.add', { vpc: 'vpc1', subnet: 'web', name: 'c1', ip: '10.0.1.15' }],
    );
    const gateway = made.refuses(...vpc('vpc2', '10.0.1.0/24'));
    expect(gateway).toMatchObject({ code: 'CIDR_IN_USE' });
    expect(gateway.message).toContain('10.0.1.1 would be the gateway of VPC vpc2');
    expect(gateway.message).toContain('would cut off vpc1/web:');
    expect(gateway.hints.join()).toContain('another CIDR');
    const broadcast = made.refuses(...vpc('vpc2', '10.0.1.8/29'));
    expect(broadcast.message).toContain('10.0.1.15 would be the broadcast address of VPC vpc2');
    expect(broadcast.message).toContain('vpc1/web/c1');
    // In the network, but nobody's.
    made.when(...vpc('vpc2', '10.0.1.16/28'));
  });

  it('a /30 has a gateway and one workload', () => {
    const made = given(vpc('vpc1', '10.0.0.0/30'));
    const { data } = made.when('subnet.add', { vpc: 'vpc1', name: 'a', cidr: '10.0.0.0/30' });
    expect(data).toMatchObject({ address: '10.0.0.2' });
  });

  it('the largest takes no longer than the smallest, as no code walks its addresses', () => {
    // Were 16 million addresses walked a thousand times, this would end in the timeout.
    for (let third = 0; third < 250; third += 1) {
      const made = given(vpc('vpc1', '10.0.0.0/8'));
      const cidr = `10.${third}.0.0/16`;
      const { data } = made.when('subnet.add', { vpc: 'vpc1', name: 'a', cidr });
      expect(data).toMatchObject({ address: third === 0 ? '10.0.0.2' : `10.${third}.0.1` });
    }
  });
});

describe('the router', () => {
  it('is refused when an interface of that name is not ours', () => {
    const host = { ...BARE_HOST, interfaces: ['lo', 'eth0', 'br-vpc1'] };
    const error = givenOn(host).refuses(...vpc('vpc1'));
    expect(error).toMatchObject({ code: 'BRIDGE_NOT_OURS' });
    expect(error.message).toContain('br-vpc1');
  });

  it('has the first host of the CIDR as gateway and a MAC that never changes', () => {
    const first = given().when(...vpc('vpc1')).data;
    expect(first).toEqual(given().when(...vpc('vpc1')).data);
    expect(first).toMatchObject({ gateway: '10.0.0.1' });
    // Locally administered, unicast.
    expect(first).toHaveProperty('bridge.mac', expect.stringMatching(/^02(:[0-9a-f]{2}){5}$/));
  });

  it('has the lowest number that no VPC and no rule of the host uses', () => {
    const first = vpcSchema.parse(given().when(...vpc('vpc1')).data);
    expect(chooseSegment([first], { ...BARE_HOST, tables: [254, 7001, 7003] })).toBe(7002);
    // Nor one whose forwards would take a table that is in use.
    expect(chooseSegment([first], { ...BARE_HOST, tables: [254, 7001, 17002] })).toBe(7003);
    const made = given(vpc('vpc1'), vpc('vpc2', '10.1.0.0/16'), ['vpc.delete', { name: 'vpc1' }]);
    expect(made.when(...vpc('vpc3', '10.3.0.0/16')).data).toMatchObject({ segment: 7001 });
  });

  it('is refused when all numbers are taken', () => {
    const tables = Array.from({ length: 0x4000 }, (_, table) => table);
    const first = vpcSchema.parse(given().when(...vpc('vpc1')).data);
    expect(() => chooseSegment([first], { ...BARE_HOST, tables })).toThrow(
      expect.objectContaining({ code: 'SEGMENTS_EXHAUSTED', category: 'environment' }),
    );
  });

  it('is refused in a second state directory on a host with VPCs of another one', () => {
    const refused = () => givenOn({ ...BARE_HOST, tables: [254, 7002] }).when(...vpc('vpc1'));
    expect(refused).toThrow(
      expect.objectContaining({ code: 'STATE_NOT_OURS', message: expect.stringContaining('7002') }),
    );
    // A number far from those belongs to another program, and is skipped.
    const other = givenOn({ ...BARE_HOST, tables: [254, 9000] });
    expect(other.when(...vpc('vpc1')).data).toMatchObject({ segment: 7001 });
  });
});

describe('sysctls', () => {
  const sysctls = (made: { resources: readonly { kind: string; attributes: object }[] }) =>
    made.resources
      .filter(({ kind }) => kind === 'sysctl')
      .map(({ attributes }) => attributes)
      .filter((attributes) => 'restore' in attributes && attributes.restore !== null);

  it('are restored as before the first VPC, whichever VPC goes last', () => {
    const made = given(vpc('vpc1'), vpc('vpc2', '10.1.0.0/16'), ['vpc.delete', { name: 'vpc1' }]);
    expect(sysctls(made)).toEqual([
      { key: 'net/ipv4/conf/all/accept_redirects', value: '0', restore: '1' },
      { key: 'net/ipv4/ip_forward', value: '1', restore: '0' },
    ]);
  });

  it('are not changed on a host that already forwards', () => {
    const host = { ...BARE_HOST, sysctls: { ...BARE_HOST.sysctls, 'net/ipv4/ip_forward': '1' } };
    expect(sysctls(givenOn(host).when(...vpc('vpc1')))).toEqual([
      { key: 'net/ipv4/ip_forward', value: '1', restore: '1' },
    ]);
  });
});

describe("of a new VPC's CIDR the user is told", () => {
  const { state } = given(
    ['vpc.create', { name: 'vpc1', cidr: '10.0.0.0/16' }],
    ['vpc.create', { name: 'vpc2', cidr: '10.0.0.0/16' }],
  );

  it.each(['8.8.8.0/24', '172.32.0.0/16', '1.1.1.0/30', '100.128.0.0/16'])(
    'that it is a part of the internet: %s',
    (cidr) => {
      expect(cidrNotes(state, 'vpc3', cidr)).toEqual([
        expect.stringContaining(`${cidr} is a part of the public internet`),
      ]);
    },
  );

  it.each(['10.0.0.0/16', '10.0.128.0/24', '10.0.0.0/8'])(
    'which VPCs it overlaps, of which the host reaches the oldest: %s',
    (cidr) => {
      expect(cidrNotes(state, 'vpc3', cidr)).toEqual([
        expect.stringContaining(`${cidr} overlaps the network of vpc1, vpc2: `),
      ]);
    },
  );

  it.each(['10.1.0.0/16', '172.31.0.0/16', '192.168.7.0/24', '100.64.0.0/10', '198.18.0.0/15'])(
    'nothing where it is private and its own: %s',
    (cidr) => {
      expect(cidrNotes(state, 'vpc3', cidr)).toEqual([]);
    },
  );

  it('not that a VPC overlaps itself', () => {
    expect(cidrNotes(state, 'vpc2', '10.0.0.0/16')).toEqual([
      expect.stringMatching(/overlaps the network of vpc1:/),
    ]);
  });
});
