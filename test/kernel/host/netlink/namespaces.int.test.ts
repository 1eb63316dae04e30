import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';
import type { NetlinkQuestion } from '../../../support/host/netlink-agent.js';
import { runSteps, tryNetlink } from './support.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
});
afterAll(() => host.stop());

const ask = (question: NetlinkQuestion) => host.ask(z.unknown(), question);
const create = (name: string) => tryNetlink(host, { do: 'netlink', ask: 'createNamespace', name });
const remove = (name: string) => tryNetlink(host, { do: 'netlink', ask: 'deleteNamespace', name });
const linksIn = (namespace: string | null) => ask({ do: 'netlink', ask: 'links', namespace });

describe('a namespace', () => {
  it('that is created is one for ip, and gone once it is deleted', async () => {
    expect(await create('one')).toBeNull();
    expect(await host.shell('ip netns list')).toContain('one');
    await host.shell('ip -n one link set lo up && ip netns exec one ping -c 1 127.0.0.1');
    expect(await create('one')).toMatchObject({ code: 'EEXIST', create: 'exists' });
    // The name that is taken stays what it was.
    await host.shell('ip -n one link show lo');
    expect(await remove('one')).toBeNull();
    expect(await host.shell('ls /run/netns; cat /proc/self/mounts')).not.toContain('one');
    expect(await remove('one')).toMatchObject({ code: 'ENOENT', delete: 'gone' });
  });

  it('that ip created is deleted, and a leftover file too', async () => {
    await host.shell('ip netns add two; touch /run/netns/three');
    expect([await remove('two'), await remove('three')]).toEqual([null, null]);
    expect(await host.shell('ls /run/netns')).toBe('');
  });

  it('of a process gets a name, which fails without a trace where there is no process', async () => {
    const sleeper = host.lab.start('unshare', ['--net', 'sleep', '600']);
    const pid = await host.shell(
      'while ! pid=$(pgrep -f "^sleep 600$"); do :; done; ' +
        'while [ "$(readlink /proc/$pid/ns/net)" = "$(readlink /proc/$$/ns/net)" ]; do :; done; echo $pid',
    );
    const attach = (name: string, to: number) =>
      tryNetlink(host, { do: 'netlink', ask: 'attachNamespace', name, pid: to });
    expect(await attach('guest', Number(pid))).toBeNull();
    await host.shell('ip -n guest link set lo up');
    expect(await host.shell(`nsenter -t ${pid.trim()} -n ip -o link`)).toContain('<LOOPBACK,UP');
    expect(await attach('none', 4_000_000)).toMatchObject({ code: 'ENOENT' });
    expect(await host.shell('ls /run/netns')).toBe('guest\n');
    expect(await remove('guest')).toBeNull();
    await sleeper.stop();
  });

  it('that takes the name of another one is the one that is spoken to', async () => {
    await create('again');
    await runSteps(host, 'again', [['link.add', { kind: 'ifb', name: 'old' }]]);
    await remove('again');
    await create('again');
    expect(await linksIn('again')).toEqual([expect.objectContaining({ name: 'lo', index: 1 })]);
    await remove('again');
  });

  it('dies with its name: no socket of vpcctl keeps it alive', async () => {
    await create('brief');
    await runSteps(host, 'brief', [
      ['link.add', { kind: 'veth', name: 'v0', peer: { name: 'v1' } }],
      ['link.set', { index: '@link:v1', netns: '@netns:brief' }],
    ]);
    await host.shell(
      'ip -n brief link set v0 netns $$ name outer || ip -n brief link set v0 netns 1',
    );
    await host.shell('ip link show outer');
    await remove('brief');
    // The far end goes with the namespace, and this end with it.
    await host.shell('while ip link show outer >/dev/null 2>&1; do :; done');
  });

  it('has settings of its own under /proc/sys', async () => {
    await create('set');
    const key = 'net/ipv4/ip_forward';
    const before = await host.shell(`cat /proc/sys/${key}`);
    const value = before.trim() === '1' ? '0' : '1';
    await ask({ do: 'netlink', ask: 'sysctl', namespace: 'set', key, value });
    expect(await host.shell(`ip netns exec set cat /proc/sys/${key}`)).toBe(`${value}\n`);
    expect(await host.shell(`cat /proc/sys/${key}`)).toBe(before);
    await ask({ do: 'netlink', ask: 'sysctl', namespace: null, key, value });
    expect(await host.shell(`cat /proc/sys/${key}`)).toBe(`${value}\n`);
    await remove('set');
  });
});

describe('work in a namespace', () => {
  it('comes back, whatever happens there', async () => {
    await create('away');
    expect(await ask({ do: 'netlink', ask: 'within', namespace: 'away' })).toEqual({
      isElsewhere: true,
      seesOtherLinks: true,
      afterError: 'failed inside',
      afterPromise: 'work in another namespace must be synchronous',
      afterNesting: 'this thread is in another namespace already',
      isHome: true,
    });
    await remove('away');
  });
});

describe('the part of the tests that speaks netlink', () => {
  it('refuses to run where no lab is', async () => {
    const question = JSON.stringify({ do: 'netlink', ask: 'links', namespace: null });
    for (const words of [
      // Its own namespace is that of the machine, as far as it is told.
      `node ${host.agent} "$(readlink /proc/self/ns/net)"`,
      `node ${host.agent}`,
      `VPCCTL_LAB= node ${host.agent} 'net:[1]'`,
    ]) {
      const { exitCode, stderr } = await host.lab.shell(`echo '${question}' | ${words}`);
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('runs in labs only'),
      });
    }
  });
});
