import { isDeepStrictEqual } from 'node:util';
import { diff, type Resource } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIproute2Driver } from '../../../src/host/index.js';
import { type HostLab, startHostLab } from '../../support/host/lab.js';
import { creations, deletions, network, networkShape } from '../../support/host/resources.js';
import { hostChanges, hostState } from '../../support/lab/host-state.js';

const { compile } = createIproute2Driver();

/** What the features could ask for, as few different networks as show everything. */
const FULL = { vpcs: [2, 1], altnames: true, peered: true };

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab();
});
afterAll(() => host.stop());

/** From what is observed to what should be, as the engine does it. */
async function reconcile(desired: Resource[], others: Resource[] = []): Promise<void> {
  const candidates = new Map([...others, ...desired].map((resource) => [resource.id, resource]));
  const current = await host.observe([...candidates.values()]);
  await host.execute(compile(diff(current, desired)));
}

/** And once more, as the engine does too: what stood on a link that was taken down, or made anew, went with it. */
async function repair(desired: Resource[]): Promise<Resource[]> {
  await reconcile(desired);
  const found = await host.observe(desired);
  if (isDeepStrictEqual(found, desired)) return found;
  await reconcile(desired);
  return host.observe(desired);
}

describe('a network on the kernel', () => {
  it('is created as desired, and deleted without a trace', async () => {
    await fc.assert(
      fc.asyncProperty(networkShape, async (shape) => {
        const resources = network(shape);
        const before = await hostState(host.lab);
        expect(await host.observe(resources)).toEqual([]);
        await host.execute(compile(creations(resources)));
        expect(await host.observe(resources)).toEqual(resources);
        await host.execute(compile(deletions(resources)));
        expect(await host.observe(resources)).toEqual([]);
        expect(hostChanges(before, await hostState(host.lab))).toEqual([]);
      }),
      { numRuns: 4, examples: [[FULL]] },
    );
  });

  it('is deleted even if parts of it were deleted by hand', async () => {
    const resources = network(FULL);
    const before = await hostState(host.lab);
    await host.execute(compile(creations(resources)));
    await host.shell(
      'ip netns del vpc1-net1; ip link del veth-vpc1-net2; ip link del br-vpc2; ' +
        'ip rule del priority 101 fwmark 101; ip route flush table 101',
    );
    await host.execute(compile(deletions(resources)));
    expect(await host.observe(resources)).toEqual([]);
    expect(hostChanges(before, await hostState(host.lab))).toEqual([]);
  });

  it('does not mistake a file of its name for a namespace', async () => {
    await host.shell('mkdir -p /run/netns; touch /run/netns/vpc1-net1');
    expect(await host.observe(network(FULL))).toEqual([]);
    await host.shell('rm /run/netns/vpc1-net1');
  });

  it('is completed, or deleted, from any point at which an earlier command stopped', async () => {
    const resources = network(FULL);
    const creation = compile(creations(resources)).filter(({ phase }) => phase === 'create');
    const deletion = compile(deletions(resources)).filter(({ phase }) => phase === 'detach');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(creation.length),
        fc.nat(deletion.length),
        fc.boolean(),
        async (created, deleted, completed) => {
          await host.execute(creation.slice(0, created));
          if (completed) {
            await reconcile(resources);
            expect(await host.observe(resources)).toEqual(resources);
            await host.execute(deletion.slice(0, deleted));
          }
          await reconcile([], resources);
          expect(await host.observe(resources)).toEqual([]);
        },
      ),
      { numRuns: 6 },
    );
  });
});

describe('a damaged network', () => {
  const resources = network(FULL);
  const names = (found: readonly Resource[]) => found.map(({ id }) => id);

  /** A link that goes down loses its neighbours, and the routes by it. */
  const BY_PORT = ['veth:vpc1-net1', 'neighbour:veth-vpc1-net1', 'route:201:10.1.1.1'];

  beforeAll(() => host.execute(compile(creations(resources))));
  afterAll(() => host.execute(compile(deletions(resources))));

  /** Indexes of all links: a link that was made anew has another one. */
  const indexes = () =>
    host.shell(
      'ip -o link | cut -d: -f1,2; ' +
        'for n in $(ls /run/netns); do ip -n $n -o link | cut -d: -f1,2; done',
    );

  it.each([
    ['a bridge is down', 'ip link set br-vpc1 down', ['bridge:br-vpc1']],
    ['a bridge has lost its alias', 'ip link set br-vpc1 alias ""', ['bridge:br-vpc1']],
    [
      'a bridge has another MAC',
      'ip link set br-vpc1 address 02:00:00:00:aa:aa',
      ['bridge:br-vpc1'],
    ],
    ['a bridge makes IPv6 addresses', 'ip link set br-vpc1 addrgenmode eui64', ['bridge:br-vpc1']],
    [
      'a bridge has lost its other name',
      'ip link property del dev br-vpc1 altname br-vpc1-with-a-long-name',
      ['bridge:br-vpc1'],
    ],
    ['a port is down', 'ip link set veth-vpc1-net1 down', BY_PORT],
    [
      'a neighbour has another MAC',
      'ip neigh replace 10.1.1.1 lladdr 02:00:00:00:aa:aa dev veth-vpc1-net1 nud permanent',
      ['neighbour:veth-vpc1-net1'],
    ],
    [
      'a neighbour is not known for good',
      'ip neigh replace 10.1.1.1 lladdr 02:00:00:00:01:21 dev veth-vpc1-net1 nud stale',
      ['neighbour:veth-vpc1-net1'],
    ],
    ['a port has no bridge', 'ip link set veth-vpc1-net1 nomaster', ['veth:vpc1-net1']],
    [
      'a port is not isolated',
      'ip link set veth-vpc1-net1 type bridge_slave isolated off',
      ['veth:vpc1-net1'],
    ],
    [
      'a port has another MAC',
      'ip link set veth-vpc1-net1 address 02:00:00:00:aa:ab',
      ['veth:vpc1-net1'],
    ],
    ['the inner end is down', 'ip -n vpc1-net1 link set veth-ns-net1 down', ['veth:vpc1-net1']],
    [
      'the inner end has another MAC',
      'ip -n vpc1-net1 link set veth-ns-net1 address 02:00:00:00:aa:ac',
      ['veth:vpc1-net1'],
    ],
    [
      'the inner end has lost its other name',
      'ip -n vpc1-net1 link property del dev veth-ns-net1 altname veth-ns-net1-with-a-long-name',
      ['veth:vpc1-net1'],
    ],
    ['a loopback is down', 'ip -n vpc1-net1 link set lo down', ['namespace:vpc1-net1']],
    ['an address is gone', 'ip addr del 10.1.0.1/16 dev br-vpc1', ['address:br-vpc1']],
    [
      'a route leads elsewhere',
      'ip route replace default via 203.0.113.7 dev eth0 table 101',
      ['route:101:uplink'],
    ],
    ['a route inside is gone', 'ip -n vpc1-net1 route del default', ['route:vpc1-net1:default']],
    ['a rule is gone', 'ip rule del priority 101 fwmark 101', ['rule:101:fwmark']],
    [
      'the host does not forward',
      'sysctl -qw net.ipv4.ip_forward=0',
      ['sysctl:net/ipv4/ip_forward'],
    ],
    [
      'a setting of a bridge has changed',
      'sysctl -qw net.ipv4.conf.br-vpc1.proxy_arp_pvlan=0',
      ['sysctl:br-vpc1'],
    ],
  ])('%s: is noticed, and fixed in place', async (_, damage, damaged) => {
    const before = await indexes();
    await host.shell(damage);
    const right = new Map(resources.map((resource) => [resource.id, resource.attributes]));
    const found = await host.observe(resources);
    const sound = found.filter(({ id, attributes }) =>
      isDeepStrictEqual(attributes, right.get(id)),
    );
    for (const id of damaged) expect(names(sound)).not.toContain(id);
    expect(await repair(resources)).toEqual(resources);
    expect(await indexes()).toBe(before);
  });

  it.each([
    ['a veth pair is gone', 'ip link del veth-vpc1-net1'],
    ['a bridge is gone', 'ip link del br-vpc1'],
    ['the inner end has another name', 'ip -n vpc1-net1 link set veth-ns-net1 down name stolen'],
    ['the inner end is elsewhere', 'ip -n vpc1-net1 link set veth-ns-net1 netns vpc1-net2'],
  ])('%s: is noticed, and recreated', async (_, damage) => {
    await host.shell(damage);
    expect(await host.observe(resources)).not.toEqual(resources);
    expect(await repair(resources)).toEqual(resources);
  });

  it('a namespace that lost its name, with a process in it, is recreated', async () => {
    const server = host.lab.start('ip', ['netns', 'exec', 'vpc1-net1', 'sleep', 'infinity']);
    await host.shell('until pgrep -x sleep >/dev/null; do :; done; ip netns del vpc1-net1');
    expect(await host.observe(resources)).not.toEqual(resources);
    expect(await repair(resources)).toEqual(resources);
    await server.stop();
  });

  it('does not touch objects of other programs', async () => {
    await host.shell(
      'ip link del br-vpc2; ip link add br-vpc2 type bridge; ip link set br-vpc2 alias mine',
    );
    await expect(host.observe(resources)).rejects.toMatchObject({ code: 'HOST_NOT_OURS' });
    await host.shell('ip link del br-vpc2');
    await reconcile(resources);
  });

  it('owns a route of the main table only through its own link', async () => {
    await host.shell('ip route del 10.1.0.0/16; ip route add 10.1.0.0/16 dev eth0 metric 101');
    expect(names(await host.observe(resources))).not.toContain('route:main:br-vpc1');
    await expect(reconcile(resources)).rejects.toMatchObject({
      code: 'HOST_STEP_FAILED',
      message: expect.stringMatching(
        /^ip route add 10\.1\.0\.0\/16 .*: RTNETLINK answers: File exists$/,
      ),
    });
    await host.shell('ip route del 10.1.0.0/16');
    await reconcile(resources);
  });
});

it('works the same for root of a user namespace', async () => {
  const plain = await startHostLab({ user: 'plain' });
  const resources = network(FULL);
  try {
    await plain.execute(compile(creations(resources)));
    expect(await plain.observe(resources)).toEqual(resources);
    await plain.execute(compile(deletions(resources)));
    expect(await plain.observe(resources)).toEqual([]);
  } finally {
    await plain.stop();
  }
});
