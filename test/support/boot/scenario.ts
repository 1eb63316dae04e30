import { expect } from 'vitest';
import { eventually } from '../cli/gate.js';
import { fileIn } from '../cli/lab-files.js';
import { POLICY, POLICY_FILE, writeIn } from '../cli/tutorial.js';
import { ok } from '../cli/vpcctl.js';
import type { Lab } from '../lab/harness.js';
import type { HostState } from '../lab/host-state.js';
import { wholeHost } from '../lab/whole-host.js';

/** Two VPCs, each with an uplink of its own, peering, and a policy. */
const SCENARIO: readonly (readonly [string, ...string[]])[] = [
  ['create-vpc', 'vpc1', '10.0.0.0/16'],
  ['add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public'],
  ['add-subnet', 'vpc1', 'private', '10.0.2.0/24', '--type', 'private'],
  ['create-vpc', 'vpc2', '172.16.0.0/16', '--interface', 'eth1'],
  ['add-subnet', 'vpc2', 'web', '172.16.1.0/24', '--type', 'public'],
  ['peer', 'vpc1', 'vpc2'],
  ['apply-firewall', 'vpc1', 'public', POLICY_FILE],
];

export async function buildScenario(host: Lab): Promise<void> {
  writeIn(host, POLICY_FILE, JSON.stringify(POLICY));
  for (const args of SCENARIO) await ok(host, ...args);
}

/** Serves HTTP on these ports, until the host ends. */
const SERVER = `for (const port of process.argv.slice(1))
  require('node:http').createServer((_, response) => response.end('hello')).listen(port, () => console.log(port));`;

const CURL = ['curl', '-s', '--max-time', '2'];

/**
 * Tries connections by NAT on each uplink, by peering and by policy. It tries those that must fail
 * all at once.
 * @returns the connections that pass and those that fail
 */
export async function traffic(host: Lab): Promise<Record<string, string>> {
  const inside = (subnet: string, ...command: string[]) =>
    host.vpcctl('exec', ...(subnet.split('/') as [string, string]), '--', ...command);
  const said = async (subnet: string, url: string) => {
    const { exitCode, stdout } = await inside(subnet, ...CURL, url);
    return exitCode === 0 ? stdout.trim() : 'nothing';
  };
  const ports = ['8080', '9090'];
  const exec = ['exec', 'vpc1', 'public', '--', 'node', '-e', SERVER, ...ports];
  const server = host.start('vpcctl', exec);
  try {
    await eventually(() => expect(server.output().split('\n').sort()).toEqual(['', ...ports]));
    const asked: [what: string, subnet: string, url: string][] = [
      ['a public subnet to the internet', 'vpc1/public', 'http://198.51.100.8'],
      ['that of the other VPC', 'vpc2/web', 'http://198.51.100.8'],
      ['a private subnet to the internet', 'vpc1/private', 'http://198.51.100.8'],
      ['to an open port, peered', 'vpc2/web', 'http://10.0.1.1:8080'],
      ['to a closed port, peered', 'vpc2/web', 'http://10.0.1.1:9090'],
      ['to an open port, in the VPC', 'vpc1/private', 'http://10.0.1.1:8080'],
      ['to a closed port, in the VPC', 'vpc1/private', 'http://10.0.1.1:9090'],
    ];
    const answers = await Promise.all(
      asked.map(async ([what, subnet, url]) => [what, await said(subnet, url)] as const),
    );
    const ping = ['ping', '-c1', '-W2', '172.16.1.1'];
    const { exitCode } = await inside('vpc1/private', ...ping);
    return {
      ...Object.fromEntries(answers),
      'ping, peered': exitCode === 0 ? 'answered' : 'nothing',
    };
  } finally {
    await server.stop();
  }
}

export const EXPECTED_TRAFFIC = {
  'a public subnet to the internet': '198.51.100.8 saw you as 203.0.113.2',
  'that of the other VPC': '198.51.100.8 saw you as 192.0.2.2',
  'a private subnet to the internet': 'nothing',
  'to an open port, peered': 'hello',
  'to a closed port, peered': 'nothing',
  'to an open port, in the VPC': 'hello',
  'to a closed port, in the VPC': 'nothing',
  'ping, peered': 'answered',
};

/** Resolves a name in a workload of vpc1, by its gateway: an address, or the reason for none. */
export async function resolved(host: Lab, name: string): Promise<string> {
  const script = `const resolver = new (require('node:dns').Resolver)({ timeout: 1000, tries: 2 });
    resolver.setServers(['10.0.0.1']);
    resolver.resolve4(process.argv[1], (error, found) => console.log(error ? error.code : found[0]));`;
  const { stdout } = await host.vpcctl(
    ...(['exec', 'vpc1', 'public', '--', 'node', '-e', script, name] as const),
  );
  return stdout.trim();
}

/**
 * Reads the parts of the host that are the same after each boot. Of the mounts it has those of
 * namespaces, and it leaves out values that the kernel draws at boot.
 */
export async function bootState(booted: Lab): Promise<HostState> {
  const host = await wholeHost(booted);
  const { mounts = [], sysctls = [], 'inside namespaces': _, ...state } = host;
  return {
    ...state,
    mounts: mounts.filter((line) => line.startsWith('nsfs ')),
    sysctls: sysctls.filter((line) => !/tcp_fastopen_key|stable_secret/.test(line)),
  };
}

/** The unit's lines in systemd's journal since this boot. */
export async function bootLog(host: Lab): Promise<string> {
  const args = ['-b', '-u', 'vpcctl', '-o', 'cat', '--no-pager'];
  return (await host.run('journalctl', args)).stdout;
}

/** The output of a service that starts after network-online.target. */
export function seenAtBoot(host: Lab): string[] {
  return (fileIn(host, '/run/seen-at-boot') ?? '').split('\n').filter((line) => line !== '');
}

/** When a service's program started and ended, in microseconds since the host's start. */
export async function runTimes(host: Lab, service: string) {
  const read = async (which: 'Start' | 'Exit') => {
    const property = `--property=ExecMain${which}TimestampMonotonic`;
    const { stdout } = await host.run('systemctl', ['show', '--value', property, service]);
    const time = Number(stdout);
    expect(time).toBeGreaterThan(0);
    return time;
  };
  return { start: await read('Start'), end: await read('Exit') };
}
