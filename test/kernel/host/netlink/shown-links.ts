import { z } from 'zod';

/** A link as `ip -j -d link` shows it. */
export const shownLink = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  link_index: z.number().optional(),
  flags: z.array(z.string()),
  operstate: z.string(),
  mtu: z.number(),
  address: z.string().optional(),
  ifalias: z.string().optional(),
  altnames: z.array(z.string()).default([]),
  master: z.string().optional(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_data: z.record(z.string(), z.unknown()).optional(),
      info_slave_kind: z.string().optional(),
      info_slave_data: z.record(z.string(), z.unknown()).optional(),
    })
    .default({}),
  inet6_addr_gen_mode: z.string().nullable().default(null),
});

/** What a dump by netlink says of the links that `ip` shows. */
export function expectedLinks(shown: readonly z.infer<typeof shownLink>[]) {
  const indexes = new Map(shown.map(({ ifname, ifindex }) => [ifname, ifindex]));
  return shown.map((link) => {
    const { info_kind, info_data, info_slave_kind, info_slave_data } = link.linkinfo;
    const port = info_slave_data ?? {};
    return {
      index: link.ifindex,
      name: link.ifname,
      up: link.flags.includes('UP'),
      running: link.flags.includes('UP') && !link.flags.includes('NO-CARRIER'),
      operational: link.operstate === 'UP',
      arp: !link.flags.includes('NOARP'),
      forwards: port['state'] === 'forwarding',
      mac: link.address ?? null,
      mtu: link.mtu,
      alias: link.ifalias ?? null,
      altnames: link.altnames,
      kind: info_kind ?? null,
      master: link.master === undefined ? null : indexes.get(link.master),
      port:
        info_slave_kind === 'bridge'
          ? {
              hairpin: port['hairpin'],
              learning: port['learning'],
              flood: port['flood'],
              broadcastFlood: port['bcast_flood'],
              neighSuppress: port['neigh_suppress'],
              isolated: port['isolated'],
              locked: port['locked'],
            }
          : null,
      bridge:
        info_kind === 'bridge'
          ? {
              // `ip` prints hundredths of a second.
              ageingTime: info_data?.['ageing_time'],
              multicastSnooping: info_data?.['mcast_snooping'] === 1,
              spanningTree: info_data?.['stp_state'] === 1,
              vlanFiltering: info_data?.['vlan_filtering'] === 1,
            }
          : null,
      addressMode: link.inet6_addr_gen_mode,
    };
  });
}

const flags = (known: string) =>
  z.array(z.string()).transform((list) => list.filter((flag) => flag === known));
const named = (value: z.ZodType) => z.array(z.tuple([z.string(), value]));

/** What the iproute2 driver reads of a namespace, without the words of `ip` that it ignores. */
export const snapshot = z.object({
  links: named(z.looseObject({ flags: flags('UP') })),
  addresses: named(z.array(z.string())).transform((list) =>
    list.filter(([, cidrs]) => Array.isArray(cidrs) && cidrs.length > 0),
  ),
  routes: z
    .array(
      z.looseObject({
        type: z.string().transform((type) => type === '1'),
        // `ip` prints `default` for 0.0.0.0/0, and an address without its /32.
        dst: z
          .string()
          .transform((dst) => dst.replace('default', '0.0.0.0/0').replace(/^[^/]*$/, '$&/32')),
        flags: flags('onlink'),
      }),
    )
    .transform((list) => list.map((route) => JSON.stringify(sortKeys(route))).sort()),
  rules: z.array(
    z.object({
      priority: z.number(),
      iif: z.string().nullable(),
      fwmark: z.number().nullable(),
      fwmask: z.number().nullable(),
      table: z.number().nullable(),
      goto: z.number().nullable(),
    }),
  ),
  neighbours: z.array(z.unknown()),
});

function sortKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
