import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { echo, hear, progress, stream, talk } from '../../support/backend/traffic.js';
import { eventually } from '../../support/cli/gate.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { BACKEND, type Background, type Lab, startLab } from '../../support/lab/harness.js';

const BUILD = [
  'create-vpc a 10.0.0.0/16',
  'add-subnet a web 10.0.1.0/24 --type public',
  'add-subnet a db 10.0.2.0/24',
  'create-vpc b 172.16.0.0/16',
  'add-subnet b one 172.16.1.0/24',
];
/** The last entry of these; each has an outcome behind it. */
const BUILT = String(BUILD.length);

let lab: Lab;
let started: Background[];
beforeAll(async () => {
  lab = await startLab();
  for (const line of BUILD) await ok(lab, ...line.split(' '));
});
afterAll(() => lab.stop());
beforeEach(async () => {
  started = [];
  await ok(lab, 'peer', 'a', 'b');
});
afterEach(async () => {
  await Promise.all(started.map((program) => program.stop()));
  // Finds nothing to undo where a test has undone it all; what were left would refuse the next peering.
  await lab.vpcctl('undo', '--to', BUILT);
  await lab.shell('conntrack -F');
});

function run(program: Background): Background {
  started.push(program);
  return program;
}

const policy = (...ports: number[]) =>
  JSON.stringify({
    subnet: '10.0.2.0/24',
    ingress: ports.map((port) => ({ port, protocol: 'tcp', action: 'allow' })),
  });

/** Connections that the kernel knows, as `source > destination:port`. */
async function known(): Promise<string[]> {
  const { stdout } = await lab.shell('conntrack -L -p tcp');
  return [...stdout.matchAll(/src=(\S+) dst=(\S+) sport=\d+ dport=(\d+).*?src=/g)].map(
    ([, from, to, port]) => `${from} > ${to}:${port}`,
  );
}

async function opened(from: string, port: number): Promise<Background> {
  run(echo(lab, { namespace: 'a-db' }, '10.0.2.1', port));
  const connection = run(stream(lab, { namespace: from }, '10.0.2.1', port));
  await eventually(() => expect(progress(connection)).toBeGreaterThan(10));
  return connection;
}

async function goesOn(connection: Background, steps = 10): Promise<void> {
  const before = progress(connection);
  await eventually(() => expect(progress(connection)).toBeGreaterThan(before + steps));
}

/** Nothing more of a connection is heard while another goes on for a while. */
async function isOver(connection: Background, meanwhile: Background): Promise<void> {
  // What was on its way.
  await goesOn(meanwhile);
  const before = progress(connection);
  await goesOn(meanwhile, 300);
  expect(progress(connection)).toBe(before);
}

async function apply(text: string): Promise<void> {
  writeIn(lab, '/run/policy.json', text);
  await ok(lab, 'apply-firewall', 'a', 'db', '/run/policy.json');
}

describe('a connection that stands', () => {
  it.each([
    ['its peering is deleted', 'unpeer a b', 'b-one'],
    ['its peering is narrowed away by an undo', 'undo', 'b-one'],
    ['the subnet it comes from is deleted', 'delete-subnet b one --kill', 'b-one'],
    ['the VPC it comes from is deleted', 'delete-vpc b --kill', 'b-one'],
    ['the subnet it leads to is deleted', 'delete-subnet a db --kill', 'a-web'],
  ])('ends when %s', async (_what, command, from) => {
    await opened(from, 8080);
    expect((await known()).filter((each) => each.endsWith('10.0.2.1:8080'))).toHaveLength(1);
    await ok(lab, ...command.split(' '));
    expect((await known()).filter((each) => each.endsWith('10.0.2.1:8080'))).toEqual([]);
  });

  it('ends when no rule allows it any more, and one that a rule allows goes on', async () => {
    const [closed, kept] = [await opened('a-web', 8080), await opened('a-web', 8081)];
    const other = await opened('b-one', 8082);
    await apply(policy(8081, 8082));
    await goesOn(other);
    await isOver(closed, kept);
    expect((await known()).filter((each) => each.endsWith(':8080'))).toEqual([]);
  });

  it('goes on when something is closed that is not its own', async () => {
    const kept = await opened('a-web', 8080);
    await ok(lab, 'unpeer', 'a', 'b');
    await goesOn(kept);
    await ok(lab, 'delete-vpc', 'b');
    await goesOn(kept);
  });

  it('ends beside connections of IPv6 with the mark of its VPC, which are no matter of it', async () => {
    await opened('b-one', 8080);
    const inserted = await lab.shell(`set -e; for mark in 7001 7002; do
      conntrack -I -p udp -s fd00::$mark -d fd00::1 --sport 1 --dport 2 -t 600 -m $mark
    done`);
    expect(inserted).toMatchObject({ exitCode: 0 });
    await ok(lab, 'unpeer', 'a', 'b');
    expect((await known()).filter((each) => each.endsWith(':8080'))).toEqual([]);
    const { stdout } = await lab.shell('conntrack -L -f ipv6 -p udp');
    for (const source of ['fd00::7001', 'fd00::7002']) expect(stdout).toContain(`src=${source} `);
  });

  it('does not come back when the server speaks first', async () => {
    const kept = await opened('a-web', 8081);
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    const closed = run(hear(lab, { namespace: 'a-web' }, '10.0.2.1', 8080));
    await goesOn(closed);
    await apply(policy(8081));
    await isOver(closed, kept);
  });

  it('of the host ends as any other', async () => {
    const kept = await opened('a-web', 8081);
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    const closed = run(hear(lab, 'host', '10.0.2.1', 8080));
    await goesOn(closed);
    await apply(policy(8081));
    await isOver(closed, kept);
  });

  it('to the internet ends when egress is closed, and only then', async () => {
    for (const port of [8090, 8091]) run(talk(lab, 'internet', '198.51.100.8', port));
    // The same port of the uplink: the second is given another (nf_nat_l4proto_unique_tuple).
    await ok(lab, 'add-instance', 'a', 'web', 'two');
    const [closed, one, two] = [
      run(hear(lab, { namespace: 'a-web' }, '198.51.100.8', 8090)),
      run(hear(lab, { namespace: 'a-web' }, '198.51.100.8', 8091, 40_000)),
      run(hear(lab, { namespace: 'a-web-two' }, '198.51.100.8', 8091, 40_000)),
    ];
    for (const connection of [closed, one, two]) await goesOn(connection);
    writeIn(
      lab,
      '/run/egress.json',
      JSON.stringify({
        subnet: '10.0.1.0/24',
        egress: [{ port: 8091, protocol: 'tcp', action: 'allow' }],
      }),
    );
    await ok(lab, 'apply-firewall', 'a', 'web', '/run/egress.json');
    await goesOn(two);
    await isOver(closed, one);
  });

  it.each([
    ['from the uplink', 'internet', '203.0.113.2'],
    ['from the host', 'host', '127.0.0.1'],
    ['from its own VPC', { namespace: 'a-web' }, '203.0.113.2'],
  ] as const)('by a port of the host ends with it, %s', async (_what, place, address) => {
    for (const port of [8080, 8081]) {
      run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', port));
      await ok(lab, 'forward', 'a', 'db', String(port));
    }
    const [closed, kept] = [hear(lab, place, address, 8080), hear(lab, place, address, 8081)];
    run(closed);
    run(kept);
    await goesOn(closed);
    await goesOn(kept);
    await ok(lab, 'unforward', 'a', '8080');
    await isOver(closed, kept);
  });

  it('by a port of the host ends when the group closes', async () => {
    for (const port of [8080, 8081]) {
      run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', port));
      await ok(lab, 'forward', 'a', 'db', String(port));
    }
    const closed = run(hear(lab, 'internet', '203.0.113.2', 8080));
    const kept = run(hear(lab, 'internet', '203.0.113.2', 8081));
    await goesOn(closed);
    await goesOn(kept);
    await apply(policy(8081));
    await isOver(closed, kept);
  });

  it('and got in while the rules were gone ends with the replay', async () => {
    const kept = await opened('a-web', 8081);
    await apply(policy(8081));
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    await lab.shell(
      BACKEND === 'nftables'
        ? 'nft flush chain inet vpcctl forward'
        : 'iptables-legacy -F VPCCTL-FORWARD',
    );
    const closed = run(hear(lab, { namespace: 'a-web' }, '10.0.2.1', 8080));
    await goesOn(closed);
    await ok(lab, 'replay');
    await isOver(closed, kept);
  });

  it('and got in by a change that was interrupted ends with the roll-back', async () => {
    const kept = await opened('a-web', 8081);
    await apply(policy(8081));
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    await killedWhenOpen('clear-firewall a db');
    const closed = run(hear(lab, { namespace: 'a-web' }, '10.0.2.1', 8080));
    await goesOn(closed);
    expect(await lab.vpcctl('delete-vpc', 'nobody')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('was interrupted; rolling it back'),
    });
    await isOver(closed, kept);
  });
});

/** Kills a command at the first place at which what it does is open, but not done. */
async function killedWhenOpen(command: string): Promise<void> {
  for (let at = 1; ; at += 1) {
    const { exitCode } = await lab.shell(`VPCCTL_FAULT=${at} vpcctl ${command}; exit $?`);
    expect({ at, exitCode }).toEqual({ at, exitCode: 137 });
    const knock = "timeout 1 bash -c 'exec 3<>/dev/tcp/10.0.2.1/8080'";
    const open = await lab.shell(`ip netns exec a-web ${knock}`);
    if (open.exitCode === 0) return;
    await lab.vpcctl('delete-vpc', 'nobody');
  }
}
