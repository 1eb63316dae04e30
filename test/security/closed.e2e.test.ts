import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { echo, progress, stream } from '../backend/support/traffic.js';
import { eventually } from '../cli/support/gate.js';
import { writeIn } from '../cli/support/tutorial.js';
import { ok } from '../cli/support/vpcctl.js';
import { type Background, type Lab, startLab } from '../lab/harness.js';

const BUILD = [
  'create-vpc a 10.0.0.0/16',
  'add-subnet a web 10.0.1.0/24 --type public',
  'add-subnet a db 10.0.2.0/24',
  'create-vpc b 172.16.0.0/16',
  'add-subnet b one 172.16.1.0/24',
  'peer a b',
];

let lab: Lab;
let started: Background[];
beforeEach(async () => {
  started = [];
  lab = await startLab();
  for (const line of BUILD) await ok(lab, ...line.split(' '));
});
afterEach(async () => {
  await Promise.all(started.map((program) => program.stop()));
  await lab.stop();
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

async function goesOn(connection: Background): Promise<void> {
  const before = progress(connection);
  await eventually(() => expect(progress(connection)).toBeGreaterThan(before + 10));
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
    writeIn(lab, '/run/policy.json', policy(8081, 8082));
    await ok(lab, 'apply-firewall', 'a', 'db', '/run/policy.json');
    await goesOn(kept);
    await goesOn(other);
    const after = progress(closed);
    await goesOn(kept);
    expect(progress(closed)).toBe(after);
    expect((await known()).filter((each) => each.endsWith(':8080'))).toEqual([]);
  });

  it('goes on when something is closed that is not its own', async () => {
    const kept = await opened('a-web', 8080);
    await ok(lab, 'unpeer', 'a', 'b');
    await goesOn(kept);
    await ok(lab, 'delete-vpc', 'b');
    await goesOn(kept);
  });
});
