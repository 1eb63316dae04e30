import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Lab, startLab, USERS } from '../../support/lab/harness.js';
import { type HostState, hostChanges, hostState } from '../../support/lab/host-state.js';

describe.each(USERS)('the harness, as %s', (user) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ user });
  });
  afterAll(() => lab.stop());

  it('runs programs in the lab, with its environment', async () => {
    const { exitCode, stdout } = await lab.shell('id -u; echo $HOME; ip -br link show dev eth0');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^0\n\/run\/vpcctl-lab\/home\neth0@/);
  });

  it('passes on input, environment and directory, and returns exit code and error output', async () => {
    const result = await lab.shell('cat; echo $COLOUR $PWD; echo oops >&2; exit 9', {
      input: 'in\n',
      env: { COLOUR: 'blue' },
      cwd: '/tmp',
    });
    expect(result).toEqual({ exitCode: 9, stdout: 'in\nblue /tmp\n', stderr: 'oops\n' });
  });

  it('ends a program that takes too long', async () => {
    expect((await lab.run('sleep', ['60'], { timeout: 50 })).exitCode).toBe(124);
    expect((await lab.shell('sleep 60; true', { timeout: 50 })).exitCode).toBe(124);
  });

  it('starts a program in the background, and ends it', async () => {
    const server = lab.start('python3', ['-um', 'http.server', '8080']);
    await vi.waitFor(() => expect(server.output()).toContain('Serving'), 10_000);
    expect((await lab.run('curl', ['-sf', '127.0.0.1:8080'])).exitCode).toBe(0);
    await server.stop();
    expect((await lab.run('curl', ['-sf', '127.0.0.1:8080'])).exitCode).not.toBe(0);
  });

  it('runs programs on the internet', async () => {
    const { stdout } = await lab.internet('ip', ['-br', 'addr']);
    expect(stdout).toContain('198.51.100.8');
  });

  it('runs vpcctl', async () => {
    expect((await lab.vpcctl('--version')).stdout).toMatch(/^vpcctl\//);
  });

  describe('the host state', () => {
    let before: HostState;
    beforeAll(async () => {
      before = await hostState(lab);
    });

    it('is equal when nothing changed', async () => {
      await lab.run('ping', ['-c1', '198.51.100.8']);
      expect(hostChanges(before, await hostState(lab))).toEqual([]);
    });

    it.each([
      ['links', 'ip link add br-x type bridge', 'ip link del br-x'],
      ['links', 'ip link set eth0 mtu 1400', 'ip link set eth0 mtu 1500'],
      ['addresses', 'ip addr add 10.0.0.1/32 dev lo', 'ip addr del 10.0.0.1/32 dev lo'],
      ['routes', 'ip route add 10.0.0.0/8 dev eth0 table 7', 'ip route flush table 7'],
      ['rules', 'ip rule add fwmark 1 table 7', 'ip rule del fwmark 1 table 7'],
      ['packet filter', 'nft add table inet x', 'nft delete table inet x'],
      ['iptables-legacy', 'iptables-legacy -N X', 'iptables-legacy -X X'],
      ['arptables-legacy', 'arptables-legacy -P INPUT DROP', 'arptables-legacy -P INPUT ACCEPT'],
      ['namespaces', 'ip netns add x', 'ip netns del x'],
      ['sysctls', 'sysctl -qw net.ipv4.ip_forward=1', 'sysctl -qw net.ipv4.ip_forward=0'],
      [
        'sysctls',
        'sysctl -qw net.ipv4.conf.eth0.arp_filter=1',
        'sysctl -qw net.ipv4.conf.eth0.arp_filter=0',
      ],
      ['qdiscs', 'tc qdisc add dev eth0 root pfifo', 'tc qdisc del dev eth0 root'],
      ['mounts', 'mount -t tmpfs x /mnt', 'umount /mnt'],
    ])('differs after a change of %s: %s', async (section, change, undo) => {
      expect(await lab.shell(change)).toMatchObject({ exitCode: 0 });
      const changes = hostChanges(before, await hostState(lab));
      expect(changes).toContainEqual(expect.stringContaining(` ${section}: `));
      expect(await lab.shell(undo)).toMatchObject({ exitCode: 0 });
      expect(hostChanges(before, await hostState(lab))).toEqual([]);
    });
  });
});
