import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { eventually } from '../../support/cli/gate.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { shell } from '../../support/foreign-firewalls/host.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

/**
 * A second provider, isp2, at eth1. It takes only packets from the address that it gave the host,
 * and knows 198.51.100.99 on the internet. The host has its gateway in a table of its own, as
 * where `ip rule` serves the host's own answers.
 */
const SECOND = `
  ip netns add isp2; ip link add eth1 type veth peer name far netns isp2
  ip addr add 192.0.2.2/24 dev eth1; ip link set eth1 up
  ip -n isp2 addr add 192.0.2.1/24 dev far; ip -n isp2 link set far up
  ip -n isp2 link set lo up; ip -n isp2 addr add 198.51.100.99/32 dev lo
  ip -n isp2 route add default via 192.0.2.2
  ip netns exec isp2 sysctl -qw net.ipv4.conf.all.rp_filter=1
  ip -n isp2 route add blackhole 203.0.113.0/24
  ip rule add from 192.0.2.2 lookup 200; ip route add default via 192.0.2.1 dev eth1 table 200`;

describe.each(['nftables', 'iptables-legacy'])('two uplinks, with %s', (backend) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    await shell(lab, SECOND);
    await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
    await ok(lab, 'add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public');
    await ok(lab, 'add-subnet', 'vpc1', 'private', '10.0.2.0/24');
  });
  afterAll(() => lab.stop());

  const reaches = async (subnet: string, address: string, seconds = 5) =>
    (await lab.shell(`ip netns exec vpc1-${subnet} ping -q -c1 -W${seconds} ${address}`))
      .exitCode === 0;
  /** No packet of a subnet arrives there; its answer would take less than a millisecond. */
  const isCutOff = async (subnet: string, address: string) =>
    !(await reaches(subnet, address, 0.3));
  const status = () => json(lab, statusOutputSchema, 'status', '--exit-code=false');

  it('let public subnets out by the one that the host uses, and no other', async () => {
    expect(await status()).toMatchObject({ uplinks: ['eth0'], matches: true });
    expect(await reaches('public', '198.51.100.8')).toBe(true);
    expect(await isCutOff('private', '198.51.100.8')).toBe(true);
    expect(await isCutOff('public', '192.0.2.1')).toBe(true);
  });

  it('answer the clients of port forwards by the one that was asked', async () => {
    await ok(lab, 'forward', 'vpc1', 'private', '8080:80');
    const server = lab.start('ip', [
      'netns',
      'exec',
      'vpc1-private',
      'python3',
      '-m',
      'http.server',
      '80',
    ]);
    // Were the VPC's packets checked by the route of the answer, they would be dropped.
    await shell(lab, 'sysctl -qw net.ipv4.conf.br-vpc1.rp_filter=1');
    const get = (from: string, address: string) =>
      lab.shell(`${from} curl -s -o /dev/null -m 5 http://${address}:8080/`);
    await eventually(async () => {
      expect(await get('ip netns exec vpc1-public', '203.0.113.2')).toMatchObject({ exitCode: 0 });
    });
    expect(
      await lab.shell(
        'ip netns exec isp2 curl -s -o /dev/null -m 5 --interface 198.51.100.99 http://192.0.2.2:8080/',
      ),
    ).toMatchObject({ exitCode: 0 });
    const asked = await lab.internet('curl', ['-s', '-m', '5', 'http://203.0.113.2:8080/']);
    expect(asked).toMatchObject({ exitCode: 0 });
    expect(await get('ip netns exec vpc1-public', '192.0.2.2')).toMatchObject({ exitCode: 0 });
    expect(await get('', '192.0.2.2')).toMatchObject({ exitCode: 0 });
    await shell(lab, 'sysctl -qw net.ipv4.conf.br-vpc1.rp_filter=0');
    await server.stop();
  });

  it('are changed by set-uplink, which is undone like any change', async () => {
    await ok(lab, 'set-uplink', 'vpc1', 'eth1');
    expect(await reaches('public', '198.51.100.99')).toBe(true);
    expect(await isCutOff('public', '198.51.100.8')).toBe(true);
    expect(await isCutOff('private', '198.51.100.99')).toBe(true);
    expect(await status()).toMatchObject({ matches: true });
    await ok(lab, 'undo');
    expect(await reaches('public', '198.51.100.8')).toBe(true);
    expect(await status()).toMatchObject({ matches: true });
  });

  it('take over from each other, and a renamed one is told and repaired', async () => {
    await shell(lab, 'ip route add default via 192.0.2.1 dev eth1 metric 600');
    await ok(lab, 'replay');
    await shell(lab, 'ip link set eth0 down; ip link set eth0 name ens3');
    expect(await reaches('public', '198.51.100.99')).toBe(true);
    await shell(lab, 'ip link set ens3 up; ip route add default via 203.0.113.1');
    const { uplinks, matches } = await status();
    expect({ uplinks, matches }).toEqual({ uplinks: ['ens3', 'eth1'], matches: false });
    await ok(lab, 'replay');
    expect(await reaches('public', '198.51.100.8')).toBe(true);
    expect(await isCutOff('private', '198.51.100.8')).toBe(true);
    expect(await status()).toMatchObject({ matches: true });
  });

  it('may be the halves of a VPN, or several next hops, as the kernel chooses them', async () => {
    const best = async () =>
      /dev (\S+)/.exec((await lab.shell('ip route get 198.51.100.8')).stdout)?.[1];
    const halves = ['0.0.0.0/1', '128.0.0.0/1'].map((half) => `ip route add ${half} via 192.0.2.1`);
    await shell(lab, halves.join('; '));
    expect((await status()).uplinks[0]).toBe(await best());
    expect(await best()).toBe('eth1');
    expect(await reaches('public', '198.51.100.99')).toBe(true);
    await shell(lab, halves.join('; ').replaceAll(' add ', ' del '));
    await shell(
      lab,
      'ip route del default; ip route del default; ip route add default ' +
        'nexthop via 203.0.113.1 dev ens3 nexthop via 192.0.2.1 dev eth1',
    );
    expect((await status()).uplinks.toSorted()).toEqual(['ens3', 'eth1']);
    expect(await status()).toMatchObject({ matches: true });
    await shell(lab, 'ip route del default');
  });

  it('appear after the VPC, and go with the last one', async () => {
    expect((await status()).uplinks).toEqual([]);
    await shell(lab, 'ip route add default via 203.0.113.1');
    expect(await reaches('public', '198.51.100.8')).toBe(true);
    await ok(lab, 'delete-vpc', 'vpc1');
    const left = await lab.shell('ip rule; ip route show table all | grep -v local');
    expect(left.stdout).not.toMatch(/fwmark|table (27|40)\d{3}/);
  });
});

describe('a host that is hardened, or in the way', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    await shell(lab, 'sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.default.forwarding=0');
    await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
    await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24');
    await ok(lab, 'add-subnet', 'vpc1', 'b', '10.0.2.0/24');
  });
  afterAll(() => lab.stop());

  const ping = () => lab.shell('ip netns exec vpc1-a ping -q -c1 -W2 10.0.2.1');
  const status = () => json(lab, statusOutputSchema, 'status', '--exit-code=false');

  it('forwards the packets of the bridges of VPCs, and is repaired', async () => {
    expect(await ping()).toMatchObject({ exitCode: 0 });
    await shell(lab, 'sysctl -qw net.ipv4.conf.br-vpc1.forwarding=0');
    expect(await ping()).not.toMatchObject({ exitCode: 0 });
    const { changes } = await status();
    expect(changes.map(({ id }) => id)).toEqual(['sysctl:net/ipv4/conf/br-vpc1/forwarding']);
    await ok(lab, 'replay');
    expect(await ping()).toMatchObject({ exitCode: 0 });
  });

  it('may lack IPv6 as a whole, or on a link whose MTU is too small for it', async () => {
    await shell(
      lab,
      `mkdir /run/net; mount -t tmpfs none /run/net; cd /proc/sys/net
      for each in $(ls | grep -v ipv6); do
        mkdir /run/net/$each; mount --bind $each /run/net/$each
      done
      mount --rbind /run/net /proc/sys/net`,
    );
    await ok(lab, 'add-subnet', 'vpc1', 'late', '10.0.9.0/24');
    expect(await status()).toMatchObject({ matches: true });
    expect(await ok(lab, 'replay')).toContain('nothing to do');
    await ok(lab, 'delete-subnet', 'vpc1', 'late');
    await ok(lab, 'add-subnet', 'vpc1', 'late', '10.0.9.0/24');
    await shell(lab, 'umount -R /proc/sys/net; umount -R /run/net');
    // Once there is IPv6, it has to be kept out.
    expect(await status()).toMatchObject({ matches: false });
    await ok(lab, 'replay');
    await shell(lab, 'ip link set veth-vpc1-late mtu 1200');
    expect(await status()).toMatchObject({ matches: true });
    await shell(lab, 'ip link set veth-vpc1-late mtu 1500');
    const { changes } = await status();
    expect(changes.map(({ id }) => id)).toContain(
      'sysctl:net/ipv6/conf/veth-vpc1-late/disable_ipv6',
    );
    await ok(lab, 'delete-subnet', 'vpc1', 'late');
  });

  it('has addresses that no workload gets', async () => {
    expect((await status()).overlaps).toEqual([]);
    await shell(lab, 'ip addr add 10.0.1.2/32 dev lo; ip addr add 10.0.3.9/24 dev eth0');
    expect((await status()).overlaps).toEqual([
      { vpc: 'vpc1', what: '10.0.1.2, an address of this host (lo)' },
      { vpc: 'vpc1', what: '10.0.3.9, an address of this host (eth0)' },
      { vpc: 'vpc1', what: '10.0.3.0/24, a network of this host (eth0)' },
    ]);
    expect(await ok(lab, 'add-instance', 'vpc1', 'a', 'i1')).toContain('10.0.1.3');
    const refused = await lab.vpcctl('add-subnet', 'vpc1', 'c', '10.0.3.0/24');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('10.0.3.0/24 overlaps 10.0.3.9, an address of this host');
  });

  it('needs no gateway by a link from point to point', async () => {
    await shell(
      lab,
      'sysctl -qw net.ipv4.conf.default.forwarding=1; ip netns add far; ip link add ppp0 type veth peer name ppp1 netns far; ' +
        'ip addr add 10.9.0.2 peer 10.9.0.1 dev ppp0; ip link set ppp0 up; ' +
        'ip -n far addr add 10.9.0.1 peer 10.9.0.2 dev ppp1; ip -n far link set ppp1 up; ' +
        'ip -n far addr add 198.51.100.99/32 dev lo; ip -n far link set lo up',
    );
    await ok(lab, 'create-vpc', 'vpc2', '10.2.0.0/16', '--interface', 'ppp0');
    await ok(lab, 'add-subnet', 'vpc2', 'web', '10.2.1.0/24', '--type', 'public');
    const out = await lab.shell('ip netns exec vpc2-web ping -q -c1 -W2 198.51.100.99');
    expect(out).toMatchObject({ exitCode: 0 });
  });
});
