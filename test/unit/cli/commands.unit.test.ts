import { beforeAll, describe, expect, it } from 'vitest';
import { historyOutputSchema } from '../../../src/schemas/history.js';
import { outputSchemas } from '../../../src/schemas/index.js';
import { subnetOutputSchema, vpcOutputSchema } from '../../../src/schemas/vpc.js';
import { createTestHost, type TestHost } from '../../support/cli/in-process/test-host.js';
import { hostWithPolicy, tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { json, ok, withoutProgress } from '../../support/cli/vpcctl.js';

describe('the output of each command', () => {
  let host: ReturnType<typeof hostWithPolicy>;
  beforeAll(() => {
    host = hostWithPolicy();
  });

  it.each([
    ['list', 'There are no VPCs. Create one: vpcctl create-vpc vpc1 10.0.0.0/16'],
    ['history', 'There are no changes yet.'],
  ])('%s, without VPCs', async (command, expected) => {
    expect(await ok(host, command)).toBe(`${expected}\n`);
  });

  it.each([
    [
      'create-vpc vpc1 10.0.0.0/16 --interface eth0',
      `Created VPC vpc1 10.0.0.0/16
  router  br-vpc1, gateway 10.0.0.1
  uplink  eth0
  next    vpcctl add-subnet vpc1 …
`,
    ],
    [
      'add-subnet vpc1 public 10.0.1.0/24 --type public',
      `Added public subnet public 10.0.1.0/24 to vpc1
  namespace  vpc1-public, address 10.0.1.1
  veth pair  veth-ns-public to veth-vpc1-public
  next       vpcctl exec vpc1 public -- ip route
`,
    ],
    [
      'add-subnet vpc1 private 10.0.2.0/24',
      `Added private subnet private 10.0.2.0/24 to vpc1
  namespace  vpc1-private, address 10.0.2.1
  veth pair  veth-ns-private to veth-vpc1-private
  next       vpcctl exec vpc1 private -- ip route
`,
    ],
    [
      'create-vpc vpc2 172.16.0.0/16',
      `Created VPC vpc2 172.16.0.0/16
  router  br-vpc2, gateway 172.16.0.1
  uplink  auto: follows the default route of the host
  next    vpcctl add-subnet vpc2 …
`,
    ],
    [
      'peer vpc1 vpc2 --allow-cidrs 10.0.1.0/24,172.16.1.0/24',
      `Peered vpc1 with vpc2
  vpc1  10.0.1.0/24
  vpc2  172.16.1.0/24
`,
    ],
    [
      'apply-firewall vpc1 public POLICY',
      `Applied the policy to vpc1/public
  ingress  3 rules, all else denied
  egress   open (not in the file)
`,
    ],
    [
      'list',
      `VPC   CIDR           ROUTER   UPLINK  SUBNETS                      PEERS
vpc1  10.0.0.0/16    br-vpc1  eth0    public 10.0.1.0/24 public    vpc2
                                      private 10.0.2.0/24 private
vpc2  172.16.0.0/16  br-vpc2  auto    -                            vpc1
`,
    ],
    [
      'show vpc1',
      `vpc1 10.0.0.0/16
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
└─ peer vpc2: 10.0.1.0/24 with 172.16.1.0/24
`,
    ],
    [
      'show vpc1/private',
      `vpc1/private 10.0.2.0/24 private
address    10.0.2.1, in namespace vpc1-private
veth pair  veth-ns-private to veth-vpc1-private
ingress    open
egress     open
`,
    ],
    [
      'clear-firewall vpc1 public',
      'Cleared the policy of vpc1/public: it is open to its VPC and its peers\n',
    ],
    ['unpeer vpc2 vpc1', 'Ended the peering of vpc1 and vpc2\n'],
    ['delete-subnet vpc1 private', 'Deleted subnet private of vpc1\n'],
    ['delete-vpc vpc1', 'Deleted VPC vpc1\n'],
    ['delete-vpc vpc2', 'Deleted VPC vpc2\n'],
  ])('%s', async (line, expected) => {
    const { exitCode, stdout, stderr } = await host.vpcctl(
      ...line.replace('POLICY', host.policyFile).split(' '),
    );
    expect({ exitCode, stdout, stderr: withoutProgress(stderr) }).toEqual({
      exitCode: 0,
      stdout: expected,
      stderr: '',
    });
  });

  it('history has the changes, their users and outcomes', async () => {
    const [head, ...rows] = (await ok(host, 'history')).trimEnd().split('\n');
    expect(head).toMatch(/^SEQ +WHEN +WHO +WHAT +OUTCOME$/);
    expect(rows).toHaveLength(11);
    expect(rows[0]).toMatch(
      /^1 +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\S+ +create VPC vpc1 10\.0\.0\.0\/16 +applied$/,
    );
    expect(rows.at(-1)).toMatch(/^11 .* delete VPC vpc2 +applied$/);
  });

  it('leaves nothing on the host after the last VPC', () => {
    expect(host.resources()).toEqual([]);
  });

  it.each(['--help', 'create-vpc --help', 'help peer'])('vpcctl %s', async (line) => {
    expect(await ok(host, ...line.split(' '))).toContain('USAGE');
  });
});

// What changing commands print with --json, dry-run.unit.test.ts looks at.
describe('the reading commands with --json', () => {
  let host: TestHost;
  beforeAll(async () => {
    const built = await tutorialHost();
    await ok(built, 'peer', 'vpc1', 'vpc2');
    await ok(built, 'apply-firewall', 'vpc1', 'public', built.policyFile);
    host = built;
  });

  it('print empty lists without VPCs', async () => {
    const empty = createTestHost();
    expect(await json(empty, schemaOf('list'), 'list')).toEqual({ vpcs: [] });
    expect(await json(empty, schemaOf('history'), 'history')).toEqual({ entries: [] });
  });

  it('list and show', async () => {
    const vpc = await json(host, vpcOutputSchema, 'show', 'vpc1');
    // What features tell is for `show` alone: `list` asks none.
    const listed = JSON.parse(
      JSON.stringify(vpc, (key, value) => (key === 'fields' ? undefined : value)),
    );
    expect(await json(host, schemaOf('list'), 'list')).toMatchObject({
      vpcs: [listed, { name: 'vpc2', peers: [{ vpc: 'vpc1' }] }],
    });
    const subnet = await json(host, subnetOutputSchema, 'show', 'vpc1/public');
    expect(vpc.subnets[0]).toEqual(subnet);
    expect(subnet).toMatchObject({
      address: '10.0.1.1',
      namespace: 'vpc1-public',
      hostEnd: { name: 'veth-vpc1-publi', altname: 'veth-vpc1-public' },
      policy: {
        egress: null,
        ingress: [
          { action: 'allow', protocol: 'tcp', ports: { from: 8080, to: 8080 }, remote: null },
          { action: 'deny', ports: { from: 22, to: 22 } },
          { action: 'allow', ports: { from: 443, to: 443 } },
        ],
      },
    });
  });

  it('history', async () => {
    const { entries } = await json(host, historyOutputSchema, 'history');
    expect(entries.map(({ seq, outcome }) => [seq, outcome])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((seq) => [seq, 'applied']),
    );
    expect(entries[5]).toMatchObject({
      intent: 'peering.add',
      description: 'peer vpc1 with vpc2',
      error: null,
    });
  });
});

function schemaOf(command: string) {
  const schema = outputSchemas[command];
  if (schema === undefined) throw new Error(`no schema for ${command}`);
  return schema;
}
