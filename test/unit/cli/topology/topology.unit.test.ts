import { beforeAll, describe, expect, it } from 'vitest';
import { topologyOutputSchema } from '../../../../src/schemas/topology.js';
import { createTestHost, type TestHost } from '../../../support/cli/in-process/test-host.js';
import { json, ok, refused, withoutProgress } from '../../../support/cli/vpcctl.js';

const SHOP = `name: shop
vars: {base: 1}
vpcs:
  shop:
    cidr: 10.0.0.0/16
    subnets:
      web: {cidr: "10.0.\${base}.0/24", type: public, instances: {web1: {}}}
      db:
        cidr: auto/24
        firewall:
          ingress: [{action: allow, protocol: tcp, port: 5432, source: "sg:shop/web"}]
  office: {cidr: 10.9.0.0/16}
peerings:
  - {between: [shop, office], allow: [10.0.1.0/24]}
`;

const PLAN = `+ VPC shop  10.0.0.0/16
+ subnet shop/web  10.0.1.0/24, public
+ instance shop/web/web1  10.0.1.2
+ subnet shop/db  10.0.0.0/24; gets a policy of 1 rule
+ VPC office  10.9.0.0/16
+ peering of office and shop  10.0.1.0/24
`;

const PLANNED =
  /^\nWould apply shop \(6 created\), by \d+ changes of resources and \d+ host commands \(--full shows them\)\.\nA dry run: nothing was changed or recorded\.\n$/;

let host: TestHost;
let file: string;
beforeAll(() => {
  host = createTestHost();
  file = host.write('shop.yaml', SHOP);
});

it('plans, applies once, and then has nothing to do', async () => {
  const planned = await ok(host, 'plan', '-f', file);
  expect(planned.startsWith(PLAN)).toBe(true);
  expect(planned.slice(PLAN.length)).toMatch(PLANNED);
  expect(host.journal()).toBe(null);
  expect(await ok(host, 'apply', '-f', file, '--yes')).toBe(
    `${PLAN}Done: apply shop (6 created)\n`,
  );
  expect(await ok(host, 'apply', '-f', file)).toBe('Nothing to do: everything is as shop says.\n');
  expect(await ok(host, 'history')).toContain('apply shop (6 created)');
});

it('tells scripts by the exit code whether something would change', async () => {
  const same = ['plan', '-f', file, '--detailed-exitcode'];
  expect(await host.vpcctl(...same)).toMatchObject({ exitCode: 0 });
  expect(await host.vpcctl(...same, '--set', 'base=7')).toMatchObject({ exitCode: 2 });
});

describe('with --detailed-exitcode 2 is never an error', () => {
  const lines = [
    ['plan', '-f', 'missing.yaml'],
    ['plan', '-f', 'missing.yaml', '--json'],
    ['apply', '-f', 'missing.yaml', '--yes'],
    ['plan', '--unknown'],
    ['plan'],
  ];

  it.each(lines.map((line) => [line]))(
    '%j ends with 1, and without the flag with 2',
    async (line) => {
      const { exitCode, stdout } = await host.vpcctl(...line, '--detailed-exitcode');
      expect(exitCode).toBe(1);
      if (line.includes('--json')) expect(JSON.parse(stdout).error.exitCode).toBe(1);
      expect(await host.vpcctl(...line)).toMatchObject({ exitCode: 2 });
    },
  );

  it('an apply that is refused after its plan ends with 1 as well', async () => {
    const args = ['apply', '-f', file, '--set', 'base=7', '--detailed-exitcode'];
    expect(await host.vpcctl(...args)).toMatchObject({ exitCode: 1 });
  });
});

describe('a plan of many things', () => {
  let large: string;
  beforeAll(() => {
    large = host.write(
      'large.yaml',
      `vpcs:
  "n[1-3]": {cidr: "10.\${20 + i}.0.0/16", subnets: {"s[1-20]": {cidr: auto/24}}}
peerings:
  - {between: [n1, n2]}
`,
    );
  });

  it('has a line for each VPC, which counts', async () => {
    const lines = (await ok(host, 'plan', '-f', large)).split('\n');
    expect(lines.slice(0, 5)).toEqual([
      'n1            + 1 VPC, 20 subnets',
      'n2            + 1 VPC, 20 subnets',
      'n3            + 1 VPC, 20 subnets',
      'between VPCs  + 1 peering',
      '  vpcctl plan --full shows each',
    ]);
    expect(lines[6]).toMatch(/^Would apply .*large\.yaml \(64 created\), by /);
  });

  it('has all with --full, as a dry run of apply', async () => {
    const full = await ok(host, 'plan', '-f', large, '--full');
    expect(full.match(/^\+ /gm)).toHaveLength(64);
    expect(full).toContain('By these host commands:');
    expect(await ok(host, 'apply', '-f', large, '--dry-run')).toBe(full);
  });
});

it('gives programs each thing that would be done', async () => {
  const args = ['plan', '-f', file, '--set', 'base=7'];
  const { items, notes, seq } = await json(host, topologyOutputSchema, ...args);
  expect(seq).toBe(null);
  expect(items).toEqual([
    {
      action: 'replace',
      kind: 'subnet',
      vpc: 'shop',
      what: 'subnet shop/web',
      text: 'cidr 10.0.1.0/24 becomes 10.0.7.0/24',
    },
  ]);
  expect(notes).toEqual([]);
});

it('asks, and without a terminal says how to agree', async () => {
  const { exitCode, stderr } = await host.vpcctl('apply', '-f', file, '--set', 'base=7');
  expect(exitCode).toBe(2);
  expect(withoutProgress(stderr)).toContain('give --yes, too');
});

it('exports what changes nothing, and builds the same on another host', async () => {
  const text = await ok(host, 'export');
  const copy = host.write('copy.yaml', text);
  expect(await ok(host, 'apply', '-f', copy)).toContain('Nothing to do');
  const other = createTestHost();
  await ok(other, 'apply', '-f', copy, '--yes');
  expect(other.resources()).toEqual(host.resources());
  expect(await ok(host, 'export', '--at', '0').catch(() => 'empty')).toBe('empty');
});

it('compares the network with a file', async () => {
  expect(await ok(host, 'diff', '-f', file)).toBe('Nothing changed.\n');
  expect(await ok(host, 'diff', '-f', file, '--set', 'base=7')).toContain('10.0.7');
});

describe('a file with faults', () => {
  it('names all of them with places, of the language and of keys', async () => {
    const wrong = host.write(
      'wrong.yaml',
      `vpcs:\n  a: {cidr: "10.\${x}.0.0/16"}\n  b: {cdir: 1}\n`,
    );
    const { message, code } = await refused(host, ['plan', '-f', wrong]);
    expect(code).toBe('TOPOLOGY_INVALID');
    expect(message).toContain(`${wrong}:2:7:`);
    expect(message).toContain(`${wrong}:3:7:`);
    expect(message).toContain('did you mean cidr?');
    expect(message).toMatch(/^ +\^$/m);
  });

  it('names what the network refuses', async () => {
    const wrong = host.write(
      'deny.yaml',
      'vpcs:\n  x:\n    cidr: 10.0.0.0/16\n    subnets:\n      a: {cidr: 10.5.0.0/24}\n',
    );
    const { message } = await refused(host, ['apply', '-f', wrong, '--yes']);
    expect(message).toContain(`${wrong}:5:7: 10.5.0.0/24 is not inside x's 10.0.0.0/16`);
  });

  it('does not prune for a topology without a name', async () => {
    const nameless = host.write('nameless.yaml', 'vpcs: {}\n');
    const { code } = await refused(host, ['apply', '-f', nameless, '--prune', '--yes']);
    expect(code).toBe('PRUNE_NAMELESS');
  });
});

it('destroys what a file names, or VPCs, and one undo restores it', async () => {
  const before = host.resources();
  expect(await ok(host, 'destroy', 'office', '--yes')).toBe(
    '- VPC office\n  goes along: peering of office and shop\nDone: destroy office (1 deleted)\n',
  );
  await ok(host, 'undo');
  expect(await ok(host, 'destroy', '-f', file, '--yes')).toContain('(6 deleted)');
  expect(host.resources()).toEqual([]);
  await ok(host, 'undo');
  expect(host.resources()).toEqual(before);
  expect((await refused(host, ['destroy', 'ofice', '--yes'])).hints).toContain(
    'did you mean office?',
  );
});
