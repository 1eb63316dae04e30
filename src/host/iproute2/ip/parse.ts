/**
 * The output of `ip -4 -N -j -d` (iproute2 5.5 to 6.x), as far as the driver reads it. `-N` prints
 * tables, scopes and types as numbers, which no file under /etc/iproute2 can rename.
 */
import { VpcctlError } from '@vpcctl/sdk';
import * as z from 'zod';

const link = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  /** Of a veth: the index of its other end, in the namespace of that end. */
  link_index: z.number().optional(),
  flags: z.array(z.string()),
  /** Whether it is `UP`: set when the kernel has told all about its carrier (link_watch.c). */
  operstate: z
    .string()
    .default('UNKNOWN')
    .transform((state) => state === 'UP'),
  address: z.string().optional(),
  master: z.string().optional(),
  ifalias: z.string().optional(),
  altnames: z.array(z.string()).default([]),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_slave_data: z
        .object({
          isolated: z.boolean().optional(),
          flood: z.boolean().optional(),
          bcast_flood: z.boolean().optional(),
          learning: z.boolean().optional(),
          locked: z.boolean().optional(),
          /** `forwarding`, `disabled`, `blocking`. */
          state: z.string().optional(),
        })
        .optional(),
      info_data: z
        .object({
          ageing_time: z.number().optional(),
          stp_state: z.number().optional(),
          vlan_filtering: z.number().optional(),
        })
        .optional(),
    })
    .default({}),
  /** Missing where the kernel has no IPv6. */
  inet6_addr_gen_mode: z.string().optional(),
});

/** Older versions of `ip -4 addr` show links without an address as `{}`. */
const addressed = z.object({
  ifname: z.string().default(''),
  addr_info: z.array(z.object({ local: z.string(), prefixlen: z.number() })).default([]),
});

const number = z.union([z.number(), z.string()]).transform(Number).pipe(z.number());

const route = z.object({
  type: z.string().default('1'),
  dst: z.string(),
  gateway: z.string().nullable().default(null),
  /** Null for routes with several next hops, of which vpcctl makes none. */
  dev: z.string().nullable().default(null),
  nexthops: z
    .array(z.object({ dev: z.string(), gateway: z.string().nullable().default(null) }))
    .default([]),
  /** Left out for the main table where the query is for that table. */
  table: number.default(254),
  metric: z.number().default(0),
  prefsrc: z.string().nullable().default(null),
  flags: z.array(z.string()).default([]),
});

const rule = z.object({
  priority: z.number(),
  src: z.string().optional(),
  dst: z.string().optional(),
  iif: z.string().nullable().default(null),
  /** `0x64`. */
  fwmark: number.nullable().default(null),
  /** `0xfffffff0`; left out where all bits count. */
  fwmask: number.nullable().default(null),
  /** Left out for rules with another action, such as `unreachable`. */
  table: number.nullable().default(null),
  /** The priority of the rule to go on at. */
  goto: number.nullable().default(null),
  suppress_prefixlen: number.optional(),
});

const neighbour = z.object({
  dst: z.string(),
  dev: z.string(),
  lladdr: z.string().default(''),
});

export type ObservedLink = z.infer<typeof link>;
/** A link with its addresses. */
export type ObservedAddresses = z.infer<typeof addressed>;
export type ObservedRoute = z.infer<typeof route>;
export type ObservedNeighbour = z.infer<typeof neighbour>;
export type ObservedRule = Omit<z.infer<typeof rule>, 'suppress_prefixlen'> & {
  /** Routes with this prefix length, or a shorter one, do not count. */
  longerThan?: number | undefined;
};

const links = z.array(link);
const addresses = z.array(addressed);
const routes = z.array(route);
const neighbours = z.array(neighbour);
const rules = z.array(rule);

/** @throws VpcctlError `HOST_OUTPUT_UNKNOWN` */
export function parseLinks(text: string): ObservedLink[] {
  return parse(links, text, 'link show');
}

/** @throws VpcctlError `HOST_OUTPUT_UNKNOWN` */
export function parseAddresses(text: string): ObservedAddresses[] {
  return parse(addresses, text, 'addr show');
}

/** @throws VpcctlError `HOST_OUTPUT_UNKNOWN` */
export function parseRoutes(text: string): ObservedRoute[] {
  return parse(routes, text, 'route show');
}

/** @throws VpcctlError `HOST_OUTPUT_UNKNOWN` */
export function parseNeighbours(text: string): ObservedNeighbour[] {
  return parse(neighbours, text, 'neigh show');
}

/** @throws VpcctlError `HOST_OUTPUT_UNKNOWN` */
export function parseRules(text: string): ObservedRule[] {
  return parse(rules, text, 'rule show').map(({ suppress_prefixlen: longerThan, ...rule }) => ({
    ...rule,
    ...(longerThan === undefined ? {} : { longerThan }),
  }));
}

/**
 * The text with its control characters escaped. Root in a namespace chooses names and aliases, and
 * `ip -j` prints most control characters in them as they are (iproute2 6.1), which is no JSON.
 */
function escaped(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to escape
    /[\u0000-\u0008\u000b-\u001f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function parse<T>(schema: z.ZodType<T>, text: string, query: string): T {
  try {
    return schema.parse(JSON.parse(escaped(text)));
  } catch (cause) {
    throw new VpcctlError(`the output of ip ${query} is not understood`, {
      code: 'HOST_OUTPUT_UNKNOWN',
      category: 'host',
      hints: ['is this iproute2? ip -V should say so, with 5.5 or later'],
      cause,
    });
  }
}
