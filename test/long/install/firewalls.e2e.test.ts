import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { type BootHost, createBootHost } from '../../support/boot/boot-host.js';
import { fillDisk } from '../../support/boot/disk.js';
import { debianRootWith } from '../../support/boot/root.js';
import { eventually } from '../../support/cli/gate.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { answered, type Probes, shell } from '../../support/foreign-firewalls/host.js';
import {
  CONFIGURATION,
  FIREWALL_PACKAGES,
  PROGRAM_USES,
  type ProgramUse,
} from '../../support/foreign-firewalls/programs.js';

/** The first time on a machine a Debian is made for it. */
const PATIENCE = 600_000;

const PINGS: Probes = {
  'to a neighbour': ['one-a', '10.0.2.1'],
  'to the internet': ['one-a', '198.51.100.8'],
  'to the gateway': ['one-b', '10.0.0.1'],
  'from the host': ['host', '10.0.2.1'],
  'to another VPC': ['one-a', '172.16.1.1'],
  'of a private subnet to the internet': ['one-b', '198.51.100.8'],
  'to the host': ['one-a', '203.0.113.2'],
};
const EXPECTED = {
  'to a neighbour': true,
  'to the internet': true,
  'to the gateway': true,
  'from the host': true,
  'to another VPC': false,
  'of a private subnet to the internet': false,
  'to the host': false,
  'a port forward': 'hello',
  'by TCP to another VPC': '',
  'by TCP to a neighbour': 'hello',
};

const SERVER = "require('node:http').createServer((_, answer) => answer.end('hello')).listen(80)";
const CURL = ['-s', '--max-time', '2'];

let host: BootHost;
let untouched: string;

beforeAll(async () => {
  host = await createBootHost(await debianRootWith(...FIREWALL_PACKAGES), fillDisk);
  await host.boot();
  // systemd stops it when firewalld starts, and it empties the whole packet filter then.
  await shell(host, 'systemctl disable --now nftables');
  untouched = await shell(host, CONFIGURATION);
}, PATIENCE);

afterAll(() => host?.stop());

async function traffic(): Promise<Record<string, boolean | string>> {
  const curl = async (namespace: string, address: string) => {
    const args = ['netns', 'exec', namespace, 'curl', ...CURL, `http://${address}`];
    return (await host.run('ip', args)).stdout;
  };
  return {
    ...(await answered(host, PINGS)),
    'a port forward': (await host.internet('curl', [...CURL, 'http://203.0.113.2:8080'])).stdout,
    'by TCP to another VPC': await curl('two-w', '10.0.1.1'),
    'by TCP to a neighbour': await curl('one-b', '10.0.1.1'),
  };
}

async function expectGoesOn(): Promise<void> {
  expect(await traffic()).toEqual(EXPECTED);
  const { matches, passes, filters, lasting } = await json(host, statusOutputSchema, 'status');
  expect({ matches, passes }).toEqual({ matches: true, passes: true });
  expect(filters.map(({ standing }) => standing)).not.toContain('new');
  expect(lasting.map(({ program, standing }) => `${program} ${standing}`)).toEqual([
    'firewalld kept',
    'ufw kept',
  ]);
}

/** Two VPCs, and a server behind a port forward. */
async function build(backend: string) {
  // The backend of the journal before it would stay in use.
  await shell(host, 'rm -rf /root/.vpcctl');
  const env = { VPCCTL_BACKEND: backend };
  const first = await host.vpcctlWith({ env }, 'create-vpc', 'one', '10.0.0.0/16');
  expect(first).toMatchObject({ exitCode: 0 });
  await ok(host, 'add-subnet', 'one', 'a', '10.0.1.0/24', '--type', 'public');
  await ok(host, 'add-subnet', 'one', 'b', '10.0.2.0/24');
  await ok(host, 'create-vpc', 'two', '172.16.0.0/16');
  await ok(host, 'add-subnet', 'two', 'w', '172.16.1.0/24', '--type', 'public');
  await ok(host, 'forward', 'one', 'a', '8080:80');
  const server = host.start('ip', ['netns', 'exec', 'one-a', 'node', '-e', SERVER]);
  await eventually(async () => {
    expect((await host.run('curl', [...CURL, 'http://10.0.1.1'])).stdout).toBe('hello');
  });
  return server;
}

/** Deletes the VPCs: nothing of them is left in files and in rules. */
async function removeAll(server: Awaited<ReturnType<typeof build>>): Promise<void> {
  await server.stop();
  for (const vpc of ['two', 'one']) await ok(host, 'delete-vpc', vpc);
  expect(await shell(host, CONFIGURATION)).toBe(untouched);
  const rules = await shell(host, 'nft list ruleset; iptables-nft-save; iptables-legacy-save');
  expect(rules).not.toMatch(/br-one|br-two|10\.0\.0\.0|172\.16\.0\.0/);
}

/** Runs each line, after which traffic goes on by itself. */
async function goesOnAfter(...lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    await shell(host, line);
    await expectGoesOn();
  }
}

describe.each(Object.entries(PROGRAM_USES))('beside %s', (_, use: ProgramUse) => {
  it.each(['nftables', 'iptables-legacy'])(
    'that is there before the VPCs, with %s',
    async (backend) => {
      await shell(host, use.start);
      const server = await build(backend);
      await expectGoesOn();
      await goesOnAfter(...use.reloads, use.stop, use.start);
      await removeAll(server);
      await shell(host, use.stop);
    },
  );

  it('that starts after the VPCs', async () => {
    const server = await build('nftables');
    await goesOnAfter(use.start, ...use.reloads, use.stop);
    await shell(host, use.start);
    await removeAll(server);
    await shell(host, `${use.stop}; ${use.start}`);
    // What it loads without VPCs is what it loaded before the first one.
    expect(await shell(host, 'nft list ruleset')).not.toContain('vpcctl');
    await shell(host, use.stop);
  });
});

it('a policy that was flushed lets nothing pass, also beside a firewall that has the exceptions', async () => {
  const server = await build('nftables');
  // It would fall back to its stock configuration, and lose all of the administrator's.
  await shell(host, 'firewall-offline-cmd --check-config');
  for (const { start, stop } of Object.values(PROGRAM_USES)) {
    await shell(host, start);
    await shell(host, 'nft delete table inet vpcctl');
    // By TCP, since ufw itself lets every echo request pass.
    expect(await traffic()).toMatchObject({
      'a port forward': '',
      'by TCP to another VPC': '',
      'by TCP to a neighbour': '',
    });
    await ok(host, 'replay');
    await expectGoesOn();
    await shell(host, stop);
  }
  await removeAll(server);
});
