import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { echo, progress, stream } from '../backend/traffic.js';
import { eventually } from '../cli/gate.js';
import { writeIn } from '../cli/tutorial.js';
import { ok } from '../cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../lab/harness.js';

const BUILD = [
  'create-vpc a 10.0.0.0/16',
  'add-subnet a web 10.0.1.0/24 --type public',
  'add-subnet a db 10.0.2.0/24',
  'create-vpc b 172.16.0.0/16',
  'add-subnet b one 172.16.1.0/24',
];
/** The number of the last change that `BUILD` makes. */
const BUILT = String(BUILD.length);

/** Commands that end an open connection, and the namespace that it comes from. */
export const ENDINGS = [
  ['its peering is deleted', 'unpeer a b', 'b-one'],
  ['its peering is narrowed away by an undo', 'undo', 'b-one'],
  ['the subnet it comes from is deleted', 'delete-subnet b one --kill', 'b-one'],
  ['the VPC it comes from is deleted', 'delete-vpc b --kill', 'b-one'],
  ['the subnet it leads to is deleted', 'delete-subnet a db --kill', 'a-web'],
] as const;

let lab: Lab;
let started: Background[];

/** Gives each test of a file a lab in which two VPCs are peered. */
export function connectionsInLab(): () => Lab {
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
    // Fails where the test has undone its changes itself. A change that stayed would make the next
    // peering fail.
    await lab.vpcctl('undo', '--to', BUILT);
    await lab.shell('conntrack -F');
  });
  return () => lab;
}

/** Ends a background program when the test ends. */
export function run(program: Background): Background {
  started.push(program);
  return program;
}

/** Lists the connections in the conntrack table, as `source > destination:port`. */
export async function known(): Promise<string[]> {
  const { stdout } = await lab.shell('conntrack -L -p tcp');
  return [...stdout.matchAll(/src=(\S+) dst=(\S+) sport=\d+ dport=(\d+).*?src=/g)].map(
    ([, from, to, port]) => `${from} > ${to}:${port}`,
  );
}

/** Opens a connection to a port of `a-db` that answers, and waits until it is in use. */
export async function opened(from: string, port: number): Promise<Background> {
  run(echo(lab, { namespace: 'a-db' }, '10.0.2.1', port));
  const connection = run(stream(lab, { namespace: from }, '10.0.2.1', port));
  await eventually(() => expect(progress(connection)).toBeGreaterThan(10));
  return connection;
}

export async function goesOn(connection: Background, steps = 10): Promise<void> {
  const before = progress(connection);
  await eventually(() => expect(progress(connection)).toBeGreaterThan(before + steps));
}

/** Expects that a connection carries no more data while another connection carries some. */
export async function isOver(connection: Background, meanwhile: Background): Promise<void> {
  // Data that was on its way may still arrive.
  await goesOn(meanwhile);
  const before = progress(connection);
  await goesOn(meanwhile, 300);
  expect(progress(connection)).toBe(before);
}

/** Runs one of `ENDINGS`, and expects that the connection leaves the conntrack table. */
export async function expectEnding(_what: string, command: string, from: string): Promise<void> {
  await opened(from, 8080);
  const toDb = async () => (await known()).filter((each) => each.endsWith('10.0.2.1:8080'));
  expect(await toDb()).toHaveLength(1);
  await ok(lab, ...command.split(' '));
  expect(await toDb()).toEqual([]);
}

/** Gives `a-db` a policy that lets TCP in at some ports. */
export async function allowOnly(...ports: number[]): Promise<void> {
  const ingress = ports.map((port) => ({ port, protocol: 'tcp', action: 'allow' }));
  writeIn(lab, '/run/policy.json', JSON.stringify({ subnet: '10.0.2.0/24', ingress }));
  await ok(lab, 'apply-firewall', 'a', 'db', '/run/policy.json');
}
