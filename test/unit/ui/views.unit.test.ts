import '../../support/cli/plain.js';
import { diff } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { findShown, viewVpcs } from '../../../src/features/views.js';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { subnetOutputSchema, vpcOutputSchema } from '../../../src/schemas/vpc.js';
import { renderChanges } from '../../../src/ui/views/changes.js';
import { renderHistory, viewHistory } from '../../../src/ui/views/history.js';
import { renderVpcs } from '../../../src/ui/views/vpc-table.js';
import { renderSubnet, renderVpc } from '../../../src/ui/views/vpc-tree.js';
import { type CommandRequest, given, refusal, TUTORIAL } from '../../support/features/given.js';

const { state } = given(...TUTORIAL);
const shown = (what: string) => findShown(state, what);
const vpc = (what: string, of = state) => vpcOutputSchema.parse(findShown(of, what));
const subnet = (what: string, of = state) => subnetOutputSchema.parse(findShown(of, what));

const policy = (...ingress: object[]): CommandRequest => [
  'firewall.apply',
  {
    vpc: 'vpc1',
    subnet: 'public',
    policy: { subnet: '10.0.1.0/24', ingress: JSON.parse(JSON.stringify(ingress)) },
  },
];

describe('list', () => {
  it('prints a table of the VPCs with their subnets and peers', () => {
    expect(renderVpcs(viewVpcs(state))).toMatchInlineSnapshot(`
      "VPC   CIDR           ROUTER   UPLINK  SUBNETS                      PEERS
      vpc1  10.0.0.0/16    br-vpc1  eth0    public 10.0.1.0/24 public    vpc2
                                            private 10.0.2.0/24 private
      vpc2  172.16.0.0/16  br-vpc2  auto    web 172.16.1.0/24 public     vpc1"
    `);
  });

  it('without VPCs prints the first command', () => {
    expect(renderVpcs(viewVpcs({}))).toContain('vpcctl create-vpc vpc1 10.0.0.0/16');
  });

  it('as JSON has the shape that is documented, and nothing else', () => {
    const views = viewVpcs(state);
    expect(views.map((view) => vpcOutputSchema.strict().parse(view))).toEqual(views);
  });
});

describe('show', () => {
  it('prints a VPC as a tree', () => {
    expect(renderVpc(vpc('vpc1'))).toMatchInlineSnapshot(`
      "vpc1 10.0.0.0/16
      router   br-vpc1, gateway 10.0.0.1, route table and conntrack zone 7001
      uplink   eth0
      ├─ public 10.0.1.0/24 public
      │    address    10.0.1.1, in namespace vpc1-public
      │    veth pair  veth-ns-public to veth-vpc1-public
      │    ingress    allow tcp port 8080
      │               deny  tcp port 22
      │               allow tcp port 443
      │               deny  anything else
      │    egress     open
      ├─ private 10.0.2.0/24 private
      │    address    10.0.2.1, in namespace vpc1-private
      │    veth pair  veth-ns-private to veth-vpc1-private
      │    ingress    open
      │    egress     open
      └─ peer vpc2: 10.0.0.0/16 with 172.16.0.0/16"
    `);
  });

  it('shows a subnet alone', () => {
    expect(renderSubnet(subnet('vpc1/private'))).toMatchInlineSnapshot(`
      "vpc1/private 10.0.2.0/24 private
      address    10.0.2.1, in namespace vpc1-private
      veth pair  veth-ns-private to veth-vpc1-private
      ingress    open
      egress     open"
    `);
    expect(shown('vpc1/private')).toMatchObject({ policy: null });
  });

  it('shows every kind of rule in words', () => {
    const ruled = given(
      ...TUTORIAL,
      policy(
        { action: 'allow', protocol: 'udp', port: '8000-8100', source: '10.0.2.0/24' },
        { action: 'deny', description: 'two\nlines \u001b[31m' },
        { action: 'allow', protocol: 'icmp' },
      ),
    );
    expect(renderSubnet(subnet('vpc1/public', ruled.state))).toMatchInlineSnapshot(`
      "vpc1/public 10.0.1.0/24 public
      address    10.0.1.1, in namespace vpc1-public
      veth pair  veth-ns-public to veth-vpc1-public
      ingress    allow udp ports 8000-8100 from 10.0.2.0/24
                 deny  anything # two�lines �[31m
                 allow icmp
                 deny  anything else
      egress     open"
    `);
  });

  it('shows a peering from each side', () => {
    const requests = TUTORIAL.filter(([type]) => type !== 'peering.add');
    const peered = given(...requests, [
      'peering.add',
      { vpcs: ['vpc2', 'vpc1'], allowCidrs: ['10.0.1.0/24'] },
    ]).state;
    expect(vpc('vpc1', peered).peers).toEqual([
      {
        vpc: 'vpc2',
        cidr: '172.16.0.0/16',
        allowed: { here: ['10.0.1.0/24'], there: ['172.16.0.0/16'] },
      },
    ]);
    expect(vpc('vpc2', peered).peers[0]?.allowed).toEqual({
      here: ['172.16.0.0/16'],
      there: ['10.0.1.0/24'],
    });
  });

  it.each([
    ['vpc3', 'VPC_UNKNOWN', 'did you mean vpc1?'],
    ['vpc3/public', 'VPC_UNKNOWN', 'did you mean vpc1?'],
    ['vpc1/pubic', 'SUBNET_UNKNOWN', 'did you mean public?'],
    ['vpc1/', 'SUBNET_UNKNOWN', 'there is: private, public'],
    ['', 'VPC_UNKNOWN', 'there is: vpc1, vpc2'],
    ['constructor', 'VPC_UNKNOWN', 'there is: vpc1, vpc2'],
    [
      'vpc1/public/web1',
      'INSTANCE_UNKNOWN',
      'vpc1/public has no instance yet: vpcctl add-instance vpc1 public …',
    ],
    ['a/b/c/d', 'NAME_INVALID', 'vpcctl list shows what there is'],
  ])('of the unknown name %j lists the known ones', (what, code, hint) => {
    const error = refusal(() => shown(what));
    expect(error.code).toBe(code);
    expect(error.hints).toContain(hint);
  });
});

describe('changes', () => {
  it('are printed with their symbol, id and reason', () => {
    const before = given(...TUTORIAL.slice(0, 2)).resources.slice(-3);
    const [first, second, ...rest] = before;
    if (first === undefined || second === undefined) throw new Error('too few resources');
    const after = [{ ...second, attributes: { ...second.attributes, metric: 7 } }, ...rest];
    expect(renderChanges(diff(before, [...after, { ...first, id: 'address:x' }]))).toEqual([
      '- address:vpc1-public/veth-ns-public  the address of vpc1/public',
      '~ route:vpc1-public:10.0.1.0/24       route from vpc1/public to its subnet',
      '+ address:x                           the address of vpc1/public',
    ]);
    expect(renderChanges([])).toEqual([]);
  });
});

describe('history', () => {
  const actor = { uid: 0, user: 'ada\u001b[2J', pid: 7, argv: ['vpcctl'] };
  const entry = (seq: number, type: string) => ({
    ...{ seq, actor, prev: '', hash: '' },
    type: 'change' as const,
    events: [{ type, v: 1, data: {} }],
    id: '00000000-0000-4000-8000-000000000000',
    at: new Date(2026, 10, 3, 4, 5, seq).toISOString(),
  });
  const error = { code: 'HOST_STEP_FAILED', message: 'ip: no\nmore of it' };
  const items = [
    {
      ...{ entry: entry(1, 'vpc.create'), description: 'create VPC vpc1', error: null },
      ...{
        outcome: 'applied' as const,
        settledAt: '',
        removedBy: null,
        removedHow: null,
        about: [],
        events: [],
        unknown: [],
      },
    },
    {
      ...{ entry: entry(3, 'vpc.delete'), description: 'delete VPC vpc1', error },
      ...{
        outcome: 'failed' as const,
        settledAt: '',
        removedBy: null,
        removedHow: null,
        about: [],
        events: [],
        unknown: [],
      },
    },
    {
      ...{ entry: entry(5, 'x.y'), description: 'x.y', error: null },
      ...{
        outcome: 'pending' as const,
        settledAt: null,
        removedBy: null,
        removedHow: null,
        about: [],
        events: [],
        unknown: [],
      },
    },
  ];

  it('is a table, in the local time zone, with the first line of each error', () => {
    expect(renderHistory(viewHistory(items))).toMatchInlineSnapshot(`
      "SEQ  WHEN                 WHO      WHAT             OUTCOME
      1    2026-11-03 04:05:01  ada�[2J  create VPC vpc1  applied
      3    2026-11-03 04:05:03  ada�[2J  delete VPC vpc1  failed: ip: no
      5    2026-11-03 04:05:05  ada�[2J  x.y              pending"
    `);
  });

  it('without entries says so', () => {
    expect(renderHistory({ entries: [] })).toBe('There are no changes yet.');
  });

  it('as JSON has the shape that is documented, and keeps the whole message', () => {
    const output = viewHistory(items);
    expect(historyOutputSchema.strict().parse(output)).toEqual(output);
    expect(output.entries[1]?.error).toEqual(error);
  });
});
