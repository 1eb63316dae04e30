import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type HostLab, startHostLab } from '../../../support/host/lab.js';
import type { NetlinkQuestion } from '../../../support/host/netlink-agent.js';
import { expectedLinks, shownLink, snapshot } from './shown-links.js';
import { json } from './support.js';

/** The VPCs of the tutorial, and all else that vpcctl puts on a host. */
const COMMANDS = [
  'create-vpc vpc1 10.0.0.0/16 --interface eth0',
  'add-subnet vpc1 public 10.0.1.0/24 --type public',
  'add-subnet vpc1 private-with-a-long-name 10.0.2.0/24',
  'add-instance vpc1 public app',
  'create-vpc vpc2 172.16.0.0/16',
  'add-subnet vpc2 web 172.16.1.0/24 --type public',
  'peer vpc1 vpc2',
  'apply-firewall vpc1 public /run/policy.json',
  'shape vpc1 public --rate 20mbit',
  'shape vpc1 private-with-a-long-name --rate 1mbit --direction in',
  'attach vpc1 public --netns container',
];

/** What other programs may have there. */
const OTHERS = `set -e
echo '{"subnet": "10.0.1.0/24", "ingress": [{"port": 80, "action": "allow"}]}' >/run/policy.json
ip netns add container
ip route add unreachable 10.250.0.0/16 metric 9
ip rule add priority 5 unreachable from 192.0.2.0/24
ip link add other type bridge
ping -c 1 -W 1 203.0.113.1`;

let host: HostLab;
beforeAll(async () => {
  host = await startHostLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
  await host.shell(OTHERS);
  for (const command of COMMANDS) {
    const { exitCode, stderr } = await host.lab.vpcctl(...command.split(' '));
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
  }
});
afterAll(() => host.stop());

const objects = z.array(z.record(z.string(), z.unknown()));
const read = (question: NetlinkQuestion) => host.ask(objects, question);
const all = (
  ask: 'links' | 'addresses' | 'routes' | 'rules' | 'neighbours',
  namespace: string | null,
) => read({ do: 'netlink', ask, namespace });

/** `-n NAME` for a named namespace. */
const option = (namespace: string | null) => (namespace === null ? '' : `-n ${namespace}`);

async function shownLinks(namespace: string | null) {
  return z.array(shownLink).parse(await json(host, `ip ${option(namespace)} -j -d link`));
}

async function names(namespace: string | null): Promise<Map<number, string>> {
  return new Map((await shownLinks(namespace)).map(({ ifindex, ifname }) => [ifindex, ifname]));
}

const sorted = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each)).sort();

const NAMESPACES = [null, 'vpc1-public', 'container'] as const;

describe.each(NAMESPACES)('a dump of the namespace %s', (namespace) => {
  it('has the links that ip shows', async () => {
    const shown = await shownLinks(namespace);
    const links = await all('links', namespace);
    expect(links.map(({ ipv4, peer, peerElsewhere, ...link }) => link)).toEqual(
      expectedLinks(shown),
    );
    const veth = links.filter((link) => link['kind'] === 'veth');
    expect(veth.map((link) => link['peerElsewhere'])).toEqual(veth.map(() => true));
    const veths = shown.filter(({ linkinfo }) => linkinfo.info_kind === 'veth');
    expect(links.filter(({ kind }) => kind === 'veth').map(({ peer }) => peer)).toEqual(
      veths.map(({ link_index, ifindex }) => link_index ?? ifindex),
    );
    expect(veths.length).toBeGreaterThan(0);
  });

  it('has the settings of each link that /proc has', async () => {
    const exec = namespace === null ? '' : `ip netns exec ${namespace}`;
    const files = ['proxy_arp', 'send_redirects', 'rp_filter', 'src_valid_mark', 'proxy_arp_pvlan'];
    for (const { name, ipv4 } of await all('links', namespace)) {
      const text = await host.shell(
        `${exec} sh -c 'cd /proc/sys/net/ipv4/conf/${name} && cat ${files.join(' ')}'`,
      );
      const [proxyArp, sendRedirects, rpFilter, srcValidMark, proxyArpPvlan] = text
        .trim()
        .split('\n')
        .map(Number);
      expect(ipv4, String(name)).toEqual({
        ...{ proxyArp, sendRedirects, rpFilter, srcValidMark, proxyArpPvlan },
      });
    }
  });

  it('has the addresses that ip shows', async () => {
    const shown = z
      .array(
        z.object({
          ifindex: z.number(),
          addr_info: z.array(
            z.object({
              local: z.string(),
              prefixlen: z.number(),
              noprefixroute: z.boolean().default(false),
            }),
          ),
        }),
      )
      .parse(await json(host, `ip ${option(namespace)} -4 -j addr`));
    const expected = shown.flatMap(({ ifindex, addr_info }) =>
      addr_info.map(({ local, prefixlen, noprefixroute }) => ({
        index: ifindex,
        cidr: `${local}/${prefixlen}`,
        noPrefixRoute: noprefixroute,
      })),
    );
    expect(await all('addresses', namespace)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });

  it('has the routes of all tables that ip shows', async () => {
    const links = await names(namespace);
    const shown = z
      .array(
        z.object({
          type: z.string(),
          dst: z.string(),
          gateway: z.string().nullable().default(null),
          dev: z.string().nullable().default(null),
          table: z.coerce.number().default(254),
          metric: z.number().default(0),
          prefsrc: z.string().nullable().default(null),
          flags: z.array(z.string()),
        }),
      )
      .parse(await json(host, `ip ${option(namespace)} -4 -N -j -d route show table all`));
    const types: Readonly<Record<string, string>> = {
      ...{ 1: 'unicast', 2: 'local', 3: 'broadcast' },
      ...{ 6: 'blackhole', 7: 'unreachable', 8: 'prohibit' },
    };
    const expected = shown.map((route) => ({
      destination: cidrOf(route.dst),
      table: route.table,
      type: types[route.type] ?? null,
      via: route.gateway,
      link: route.dev,
      onlink: route.flags.includes('onlink'),
      metric: route.metric,
      source: route.prefsrc,
    }));
    const found = await all('routes', namespace);
    const named = found.map(({ link, ...route }) => ({
      ...route,
      link: link === null ? null : links.get(Number(link)),
    }));
    const order = ({ destination, table, type, via, link, onlink, metric, source }: Found) => [
      ...[destination, table, type, via, link, onlink, metric, source],
    ];
    expect(sorted(named.map(order))).toEqual(sorted(expected.map(order)));
    expect(expected.length).toBeGreaterThan(2);
  });

  it('has the rules that ip shows', async () => {
    const shown = z
      .array(
        z.object({
          priority: z.number(),
          iif: z.string().nullable().default(null),
          fwmark: z.coerce.number().nullable().default(null),
          fwmask: z.coerce.number().nullable().default(null),
          table: z.coerce.number().nullable().default(null),
          goto: z.coerce.number().nullable().default(null),
          suppress_prefixlen: z.number().optional(),
        }),
      )
      .transform((rules) =>
        rules.map(({ suppress_prefixlen: longerThan, ...rule }) =>
          longerThan === undefined ? rule : { ...rule, longerThan },
        ),
      )
      .parse(await json(host, `ip ${option(namespace)} -4 -N -j rule`));
    const rules = await all('rules', namespace);
    expect(rules).toEqual(shown);
    expect(rules.length).toBeGreaterThan(2);
  });

  it('has the neighbours that ip shows', async () => {
    const links = await names(namespace);
    const shown = z
      .array(
        z.object({
          dst: z.string(),
          dev: z.string(),
          lladdr: z.string().nullable().default(null),
          state: z.array(z.string()),
        }),
      )
      .parse(await json(host, `ip ${option(namespace)} -4 -j neigh show nud all`));
    const expected = shown.map(({ dst, dev, lladdr, state }) => ({
      address: dst,
      link: dev,
      mac: lladdr,
      permanent: state.includes('PERMANENT'),
      learned: !state.includes('PERMANENT') && !state.includes('NOARP'),
    }));
    const found = (await all('neighbours', namespace)).map(({ index, ...entry }) => ({
      ...entry,
      link: links.get(Number(index)),
    }));
    const order = ({ address, link, mac, permanent, learned }: Found) => [
      ...[address, link, mac, permanent, learned],
    ];
    expect(sorted(found.map(order))).toEqual(sorted(expected.map(order)));
  });
});

describe.each(NAMESPACES)('what the iproute2 driver reads of the namespace %s', (namespace) => {
  it('is the same by netlink and by programs', async () => {
    const [netlink, programs] = await Promise.all(
      (['netlink', 'programs'] as const).map((by) =>
        host.ask(snapshot, { do: 'snapshot', namespace, by }),
      ),
    );
    expect(netlink).toEqual(programs);
    expect(programs?.links.length).toBeGreaterThan(1);
  });
});

type Found = Readonly<Record<string, unknown>>;

describe('a dump of the host', () => {
  it('has the forwarding entries that bridge shows', async () => {
    const links = await names(null);
    const shown = z
      .array(
        z.object({
          mac: z.string(),
          ifname: z.string(),
          master: z.string().nullable().default(null),
          vlan: z.number().nullable().default(null),
          state: z.string().default('learned'),
        }),
      )
      .parse(await json(host, 'bridge -j fdb'));
    const found = await read({ do: 'netlink', ask: 'forwardingEntries', namespace: null });
    const named = found.map(({ index, mac, bridge, state, vlan }) => [
      ...[mac, links.get(Number(index)), bridge === null ? null : links.get(Number(bridge))],
      ...[state, vlan],
    ]);
    const expected = shown.map(({ mac, ifname, master, state, vlan }) => [
      ...[mac, ifname, master, state === '' ? 'learned' : state, vlan],
    ]);
    expect(sorted(named)).toEqual(sorted(expected));
    expect(expected.length).toBeGreaterThan(3);
  });

  it('has the qdiscs that tc shows, with the limits that were asked for', async () => {
    const links = await names(null);
    const shown = z
      .array(
        z.object({
          kind: z.string(),
          dev: z.string(),
          handle: z.string(),
          root: z.boolean().default(false),
        }),
      )
      .parse(await json(host, 'tc -j qdisc'));
    const found = await read({ do: 'netlink', ask: 'qdiscs', namespace: null });
    const named = found.map(({ index, kind, place, handle }) => [
      ...[links.get(Number(index)), kind, place === 'root', Number(handle) >>> 16],
    ]);
    const expected = shown.map(({ dev, kind, root, handle }) => [
      ...[dev, kind, root, Number.parseInt(handle, 16)],
    ]);
    expect(sorted(named)).toEqual(sorted(expected));
    const limits = found.flatMap(({ discipline }) => discipline ?? []);
    const tbf = { kind: 'tbf', rate: 20_000_000, latency: expect.closeTo(400_000, -2) };
    expect(limits).toContainEqual(expect.objectContaining(tbf));
    expect(limits).toContainEqual(expect.objectContaining({ kind: 'tbf', rate: 1_000_000 }));
  });

  it('has the filter that redirects all packets of a limited workload', async () => {
    const links = await names(null);
    const filters = await read({ do: 'netlink', ask: 'filters', link: 'veth-vpc1-public' });
    expect(filters).toHaveLength(1);
    expect(filters[0]).toMatchObject({ kind: 'u32' });
    expect(links.get(Number(filters[0]?.['to']))).toMatch(/^ifb-/);
    expect(await read({ do: 'netlink', ask: 'filters', link: 'eth0' })).toEqual([]);
  });
});

/** `ip` prints `default` for 0.0.0.0/0, and an address without its /32. */
function cidrOf(destination: string): string {
  if (destination === 'default') return '0.0.0.0/0';
  return destination.includes('/') ? destination : `${destination}/32`;
}
