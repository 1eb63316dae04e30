import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';
import type { Step } from '../../../support/host/netlink-agent.js';
import { tryNetlink } from './support.js';

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
  await host.shell(
    `ip link add br0 type bridge && ip link set br0 up && ip addr add 10.0.0.1/16 dev br0 &&
     ip link add v0 type veth peer name v1 && ip link set v0 master br0 && ip link set v0 up &&
     ip link add i0 type ifb && ip rule add priority 7 fwmark 7 lookup 7`,
  );
});
afterAll(() => host.stop());

const refusalOf = (step: Step) =>
  tryNetlink(host, { do: 'netlink', ask: 'run', namespace: null, steps: [step] });

const [br, v0, i0] = ['@link:br0', '@link:v0', '@link:i0'];
const MAC = '02:00:00:00:09:09';
const RULE = { iif: null, fwmark: 7, fwmask: null, table: 7, goto: null };

describe('a deletion that finds nothing is seen as such:', () => {
  const deletions: readonly [string, object, string][] = [
    ['link.get', 'absent', 'ENODEV'],
    ['link.delete', { index: 9999 }, 'ENODEV'],
    ['address.delete', { index: br, cidr: '10.9.9.9/16' }, 'EADDRNOTAVAIL'],
    ['address.delete', { index: 9999, cidr: '10.9.9.9/16' }, 'ENODEV'],
    ['route.delete', { destination: '10.77.0.0/16', link: br }, 'ESRCH'],
    ['route.delete', { destination: '10.77.0.0/16', table: 4242 }, 'ESRCH'],
    ['route.delete', { destination: '10.77.0.0/16', link: 9999 }, 'ESRCH'],
    ['rule.delete', { ...RULE, priority: 99 }, 'ENOENT'],
    ['neighbour.delete', { index: br, address: '10.0.9.9' }, 'ENOENT'],
    ['neighbour.delete', { index: 9999, address: '10.0.9.9' }, 'ENODEV'],
    ['forwarding.delete', { index: v0, mac: MAC }, 'ENOENT'],
    ['forwarding.delete', { index: i0, mac: MAC }, 'EOPNOTSUPP'],
    ['qdisc.delete', { index: v0 }, 'ENOENT'],
    ['qdisc.deleteIngress', { index: br }, 'ENOENT'],
    ['qdisc.delete', { index: 9999 }, 'ENODEV'],
    ['bridgePort.set', { index: i0, locked: false }, 'EOPNOTSUPP'],
    ['bridgePort.set', { index: 9999, locked: false }, 'ENODEV'],
  ].map(([name, argument, code]) => [String(name), argument as object, String(code)]);

  it.each(deletions)('%s %j is %s', async (name, argument, code) => {
    expect(await refusalOf([name, argument])).toMatchObject({ code, delete: 'gone' });
  });
});

describe('a request that cannot be is refused in the words of the kernel:', () => {
  it.each([
    ['link.add', { kind: 'bridge', name: 'br0' }, 'EEXIST', 'exists', 'link add br0: EEXIST'],
    ['link.add', { kind: 'bond9', name: 'x' }, 'EOPNOTSUPP', 'unsupported', 'Unknown device type'],
    ['address.add', { index: br, cidr: '10.0.0.1/16' }, 'EEXIST', 'exists', 'already assigned'],
    ['rule.add', { ...RULE, priority: 7 }, 'EEXIST', 'exists', 'rule add 7: EEXIST'],
    ['link.set', { index: 9999, up: true }, 'ENODEV', 'gone', 'ENODEV'],
    ['link.set', { index: br, master: br }, 'ELOOP', 'refused', 'Can not enslave a bridge'],
    ['link.set', { index: v0, mtu: 10 }, 'EINVAL', 'refused', 'mtu less than device minimum'],
    [
      'route.add',
      { destination: '10.5.0.0/16', via: '192.0.2.99' },
      ...(['ENETUNREACH', 'refused', 'Nexthop has invalid gateway'] as const),
    ],
    ['link.add', { kind: 'ifb', name: 'a-name-of-more-than-15' }, 'ERANGE', 'refused', ''],
  ] as const)('%s %j is %s', async (name, argument, code, create, message) => {
    expect(await refusalOf([name, argument])).toMatchObject({
      code,
      create,
      message: expect.stringContaining(message),
    });
  });

  it('a process that is not root is denied', async () => {
    const steps = [['link.add', { kind: 'ifb', name: 'mine' }]];
    const question = { do: 'netlink', ask: 'run', namespace: null, steps };
    const machine = 'net:[1]';
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    const { stdout } = await host.lab.run('setpriv', [...nobody, 'node', host.agent, machine], {
      input: JSON.stringify(question),
    });
    expect(JSON.parse(stdout)).toMatchObject({ value: { code: 'EPERM', create: 'denied' } });
  });
});
