import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { buildTutorial, STORY } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab.stop());

/** What others keep on a host: nothing of it is ours to touch. */
const FOREIGN = `set -e
  nft -f - <<'RULES'
table inet firewall {
  set friends { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2 } }
  chain input { type filter hook input priority 0; policy accept; tcp dport 23 drop
}
  chain forward { type filter hook forward priority 10; policy accept; ip saddr @friends counter accept
}
}
table ip nat { chain postrouting { type nat hook postrouting priority 100; oifname "tun9" masquerade
}
}
RULES
  ip link add tun9 type veth peer name tun9-peer
  ip link add br-lan type bridge
  # Without link-local IPv6 addresses, which are seen changing for a second.
  for link in tun9 tun9-peer br-lan; do ip link set $link addrgenmode none; done
  ip link set tun9 master br-lan up
  ip addr add 192.168.50.1/24 dev br-lan
  ip link set br-lan up
  ip route add 192.168.60.0/24 via 192.168.50.2
  ip route add blackhole 10.0.0.0/8 table 77
  ip rule add fwmark 77 lookup 77 priority 77
  ip netns add someone
  ip -n someone link set lo up
  tc qdisc add dev br-lan root tbf rate 1mbit burst 32kbit latency 400ms
  sysctl -qw net.ipv4.conf.br-lan.rp_filter=2`;

const settings: Record<string, string[]> = {
  'that routes nothing and takes redirects': ['ip_forward=0', 'conf.all.accept_redirects=1'],
  'that routes and takes no redirects': ['ip_forward=1', 'conf.all.accept_redirects=0'],
};

describe.each(Object.entries(settings))('a host %s', (_, sysctls) => {
  it('is the same after create … delete, with all objects of other programs', async () => {
    await lab.run('sysctl', ['-qw', ...sysctls.map((each) => `net.ipv4.${each}`)]);
    expect(await lab.shell(FOREIGN)).toMatchObject({ exitCode: 0, stderr: '' });
    // Links come up in their own time.
    await lab.shell(
      'ip link set tun9-peer up; until ip link show br-lan | grep -q LOWER_UP; do :; done',
    );
    const before = await wholeHost(lab);
    const rulesBefore = await lab.run('nft', ['-a', 'list', 'ruleset']);

    for (const args of [...STORY.slice(0, 2), ...STORY.slice(-2, -1)]) await ok(lab, ...args);

    await expectUnchanged(lab, before);
    expect(await lab.run('nft', ['-a', 'list', 'ruleset'])).toEqual(rulesBefore);
  });
});

describe.each([
  ['in the order in which they came', ['vpc1', 'vpc2']],
  ['in the other order', ['vpc2', 'vpc1']],
])('two VPCs, deleted %s', (_, [first = '', second = '']) => {
  it('keep the host-wide settings until the last one goes', async () => {
    const before = await wholeHost(lab);
    await buildTutorial(lab);
    await ok(lab, 'peer', 'vpc1', 'vpc2');
    await ok(lab, 'delete-vpc', first);
    expect((await lab.run('sysctl', ['-n', 'net.ipv4.ip_forward'])).stdout).toBe('1\n');
    await ok(lab, 'create-vpc', 'vpc3', '10.3.0.0/16');
    await ok(lab, 'delete-vpc', second);
    expect((await lab.run('sysctl', ['-n', 'net.ipv4.ip_forward'])).stdout).toBe('1\n');
    await ok(lab, 'delete-vpc', 'vpc3');
    await expectUnchanged(lab, before);
  });
});

it('VPCs of the same CIDR, with the longest names, can be created and deleted', async () => {
  const before = await wholeHost(lab);
  const names = ['a', 'b'].map((end) => `${'long-'.repeat(11)}nam${end}`);
  for (const name of names) {
    await ok(lab, 'create-vpc', name, '10.0.0.0/16');
    await ok(
      lab,
      'add-subnet',
      name,
      `${'net-'.repeat(14)}work`,
      '10.0.1.0/24',
      '--type',
      'public',
    );
  }
  for (const name of names) {
    const ping = ['ping', '-c1', '-W5', '198.51.100.8'];
    await ok(lab, 'exec', name, `${'net-'.repeat(14)}work`, '--', ...ping);
  }
  for (const name of names) await ok(lab, 'delete-vpc', name);
  await expectUnchanged(lab, before);
});

it('a host without a default route gets VPCs that wait for one, and keeps nothing of them', async () => {
  await lab.run('ip', ['route', 'del', 'default']);
  const before = await wholeHost(lab);
  expect(await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16')).toContain('uplink  auto: follows');
  await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24');
  await ok(lab, 'add-subnet', 'vpc1', 'b', '10.0.2.0/24', '--type', 'public');
  await ok(lab, 'delete-vpc', 'vpc1');
  await expectUnchanged(lab, before);
});
