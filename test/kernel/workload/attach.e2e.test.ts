import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayOutputSchema } from '../../../src/schemas/change.js';
import { instanceOutputSchema } from '../../../src/schemas/vpc.js';
import { eventually } from '../../support/cli/gate.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let built: HostState;

/** A container's network, with a life of its own: links, addresses, routes, rules, a packet filter, settings. */
const CONTAINER = `set -e
  ip netns add c1
  within() { ip netns exec c1 "$@"; }
  within ip link set lo up
  within sh -c 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'
  within ip link add eth0 address 02:00:00:00:07:02 type veth peer name eth1 address 02:00:00:00:07:03
  within ip link set eth1 up
  within ip addr add 192.168.7.2/24 dev eth0
  within ip -6 addr add fd00:7::2/64 dev eth0 nodad
  within ip link set eth0 up
  within ip route add default via 192.168.7.1
  within ip route add 10.77.0.0/16 via 192.168.7.9 table 77
  within ip rule add from 192.168.7.2 lookup 77
  within sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter'
  within nft 'table ip own { chain in { type filter hook input priority 0; tcp dport 22 drop; }; }'`;

/** All that is in a namespace, without the counters. */
async function contents(enter: string): Promise<string> {
  const { exitCode, stdout } = await lab.shell(`set -e
    within() { ${enter} "$@"; }
    within ip -j -d addr; within ip -j route show table all; within ip -j -6 route show table all; within ip -j rule
    within nft -j list ruleset; within sh -c "grep -rs '' /proc/sys/net/ipv4 /proc/sys/net/ipv6 || true"`);
  expect(exitCode).toBe(0);
  return stdout;
}
const inC1 = () => contents('ip netns exec c1');

let sleeper: Background;
let pid: string;

beforeAll(async () => {
  lab = await startLab();
  for (const line of [
    'create-vpc vpc1 10.0.0.0/16',
    'add-subnet vpc1 web 10.0.1.0/24 --type public',
    'add-subnet vpc1 db 10.0.2.0/24',
  ]) {
    await ok(lab, ...line.split(' '));
  }
  expect(await lab.shell(CONTAINER)).toMatchObject({ exitCode: 0, stderr: '' });
  sleeper = lab.start('unshare', ['--net', 'sh', '-c', 'echo $$; exec sleep 600']);
  await eventually(() => expect(sleeper.output()).toMatch(/^\d+\n$/));
  pid = sleeper.output().trim();
  built = await wholeHost(lab);
});
afterAll(() => lab.stop());

/** Whether an answer comes back to who asks from a namespace. */
const from = async (namespace: string, address: string) =>
  (await lab.run('ip', ['netns', 'exec', namespace, 'ping', '-q', '-c1', '-W1', address]))
    .exitCode === 0;

describe('a namespace that has a name', () => {
  let before: string;

  it('becomes a workload of the subnet, and keeps everything in it', async () => {
    before = await inC1();
    const said = await ok(lab, 'attach', 'vpc1', 'web', '--netns', 'c1');
    expect(said).toContain('10.0.0.0/16 by the router; its other routes stay');
    expect(await json(lab, instanceOutputSchema, 'show', 'vpc1/web/c1')).toMatchObject({
      address: '10.0.1.2',
      namespace: 'c1',
      attachment: { process: null, routes: ['10.0.0.0/16'] },
    });
    const flows = [
      from('c1', '10.0.1.1'),
      from('c1', '10.0.2.1'),
      from('vpc1-db', '10.0.1.2'),
      // Its way out is its own.
      from('c1', '198.51.100.8'),
    ];
    expect(await Promise.all(flows)).toEqual([true, true, true, false]);
    const { stdout } = await lab.shell('ip netns exec c1 ip route show default');
    expect(stdout).toBe('default via 192.168.7.1 dev eth0 \n');
  });

  it('is subject to the policy, and cannot spoof its address', async () => {
    writeIn(
      lab,
      '/run/policy.json',
      JSON.stringify({ subnet: '10.0.1.0/24', ingress: [{ action: 'deny' }] }),
    );
    await ok(lab, 'apply-firewall', 'vpc1', 'web', '/run/policy.json');
    expect(await from('vpc1-db', '10.0.1.2')).toBe(false);
    await ok(lab, 'clear-firewall', 'vpc1', 'web');
    const { stdout } = await lab.shell(`set -e
      ip netns exec vpc1-db nft 'table ip seen { chain in { type filter hook input priority 0
        ip saddr 10.0.1.9 counter; ip saddr 10.0.1.2 counter; }; }'
      ip -n c1 addr add 10.0.1.9/32 dev veth-ns-c1
      ip netns exec c1 ping -c1 -W0.3 -I 10.0.1.9 10.0.2.1 >/dev/null || true
      ip netns exec c1 ping -c1 -W1 10.0.2.1 >/dev/null
      ip -n c1 addr del 10.0.1.9/32 dev veth-ns-c1
      ip netns exec vpc1-db nft list table ip seen; ip netns exec vpc1-db nft delete table ip seen`);
    const seen = [...stdout.matchAll(/saddr (\S+) counter packets (\d+)/g)];
    expect(seen.map(([, by, packets]) => `${by}: ${packets}`)).toEqual([
      '10.0.1.9: 0',
      '10.0.1.2: 1',
    ]);
  });

  it('is restored by detach, by undo, and by detach after a redo', async () => {
    await ok(lab, 'undo', '3');
    expect(await inC1()).toBe(before);
    await ok(lab, 'redo', '3');
    expect(await from('vpc1-db', '10.0.1.2')).toBe(true);
    await ok(lab, 'detach', 'vpc1', 'web', 'c1');
    expect(await inC1()).toBe(before);
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });
});

describe('a namespace without a name', () => {
  it('is found by a process, and gets a name of ours and the missing default route', async () => {
    await ok(lab, 'attach', 'vpc1', 'web', '--pid', pid, '--name', 'app', '--ip', '10.0.1.30');
    const { stdout } = await lab.run('nsenter', ['-t', pid, '-n', 'ping', '-c1', '198.51.100.8']);
    expect(stdout).toContain('1 received');
    expect(await from('vpc1-db', '10.0.1.30')).toBe(true);
    expect((await lab.run('ip', ['netns', 'identify', pid])).stdout).toBe('vpc1-web-app\n');
    expect(await ok(lab, 'show', 'vpc1/web/app')).toContain(`attached   to process ${pid}, `);
  });

  it('loses both by undo, and gets both again by redo; the process runs on', async () => {
    await ok(lab, 'undo');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
    const { stdout } = await lab.run('nsenter', ['-t', pid, '-n', 'ip', '-br', 'link']);
    expect(stdout).toMatch(/^lo .*\n$/);
    await ok(lab, 'redo');
    expect(await from('vpc1-web-app', '10.0.2.1')).toBe(true);
  });

  it('has its source guard before its port goes up', async () => {
    const planned = await ok(lab, 'attach', 'vpc1', 'db', '--pid', pid, '--name', 'x', '--dry-run');
    const at = (text: RegExp) => planned.search(text);
    expect(at(/"allowed-sources"/)).toBeGreaterThan(0);
    expect(at(/link add /)).toBeGreaterThan(at(/"allowed-sources"/));
    expect(at(/link add /)).toBeGreaterThan(at(/netns attach/));
    expect(at(/isolated on/)).toBeGreaterThan(at(/link add /));
    expect(at(/^ *link set dev veth-vpc1-db-x up$/m)).toBeGreaterThan(at(/isolated on/));
  });
});

describe('an attached namespace that has gone', () => {
  it('by its name alone is seen by status and reach, and another one takes its place', async () => {
    await lab.shell('ip netns add old');
    await ok(lab, 'attach', 'vpc1', 'db', '--netns', 'old', '--name', 'named');
    await lab.shell('ip netns del old; ip netns add young');
    const { exitCode, stdout } = await lab.vpcctl('status');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('- vpc1: the namespace old of vpc1/db/named is gone');
    const reached = await lab.vpcctl('reach', 'vpc1/web', 'vpc1/db/named');
    expect(reached).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^no/) });
    await ok(lab, 'attach', 'vpc1', 'db', '--netns', 'young', '--name', 'named');
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
    await ok(lab, 'detach', 'vpc1', 'db', 'named');
    await lab.shell('ip netns del young');
  });

  it('does not make replay fail: it is reported, and the rest is built', async () => {
    await ok(lab, 'attach', 'vpc1', 'db', '--netns', 'c1');
    // As after a restart: the containers are gone, and so is everything else.
    await lab.shell(`ip netns del c1; kill ${pid}; ip netns del vpc1-web-app
      ip netns del vpc1-web; ip netns del vpc1-db; ip link del br-vpc1; nft flush ruleset; true`);
    await sleeper.stop();
    const replayed = await json(lab, replayOutputSchema, 'replay');
    expect(replayed.missingNamespaces).toEqual(['vpc1/web/app', 'vpc1/db/c1']);
    expect(replayed.changes.length).toBeGreaterThan(0);
    expect(await from('vpc1-db', '10.0.1.1')).toBe(true);
    const { stdout, stderr } = await lab.vpcctl('replay');
    expect(stdout).toContain('nothing to do');
    expect(stderr).toContain(
      'vpc1/db/c1 is not attached: its namespace no longer exists; vpcctl detach vpc1 db c1',
    );
  });

  it('does not block the rollback of a killed command', async () => {
    const killed = await lab.run('vpcctl', ['add-subnet', 'vpc1', 'more', '10.0.3.0/24'], {
      env: { VPCCTL_FAULT: '6' },
    });
    expect(killed.exitCode).not.toBe(0);
    await ok(lab, 'add-subnet', 'vpc1', 'more', '10.0.3.0/24');
    await ok(lab, 'delete-subnet', 'vpc1', 'more');
  });

  it('does not block another backend', async () => {
    await ok(lab, 'backend', 'set', 'iptables-legacy');
    expect(await from('vpc1-db', '10.0.1.1')).toBe(true);
    await ok(lab, 'undo');
  });

  it('is attached again by replay when a namespace of its name exists', async () => {
    await lab.shell(CONTAINER);
    expect((await json(lab, replayOutputSchema, 'replay')).missingNamespaces).toEqual([
      'vpc1/web/app',
    ]);
    expect(await from('c1', '10.0.1.1')).toBe(true);
  });

  it('makes an undo fail that needs it, with the next step', async () => {
    await ok(lab, 'add-subnet', 'vpc1', 'more', '10.0.3.0/24');
    await lab.run('ip', ['netns', 'add', 'c2']);
    await ok(lab, 'attach', 'vpc1', 'more', '--netns', 'c2');
    await ok(lab, 'delete-subnet', 'vpc1', 'more');
    await lab.run('ip', ['netns', 'del', 'c2']);
    expect(await lab.vpcctl('undo')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('vpcctl revert SEQ'),
    });
  });

  it('is not looked up by the pid of its process', async () => {
    await ok(lab, 'detach', 'vpc1', 'web', 'app');
    expect(await lab.vpcctl('undo')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(
        `process ${pid} has ended, or has left its network namespace`,
      ),
    });
    await ok(lab, 'detach', 'vpc1', 'db', 'c1');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });
});

it.each([
  ['--netns c9', 'NETNS_UNKNOWN', 'the namespace "c9" does not exist'],
  ['--netns vpc1-db', 'NAMESPACE_IS_OWN', "this is the namespace of vpc1/db, and vpcctl's own"],
  ['--pid 1', 'NAMESPACE_IS_HOST', "this is the host's own network namespace"],
])('attach vpc1 web %s is refused', async (flags, code, message) => {
  const args = ['attach', 'vpc1', 'web', ...flags.split(' ')];
  const refusal = await refused(lab, args);
  expect(refusal).toMatchObject({ code, exitCode: 2, message: expect.stringContaining(message) });
});
