/** What `ip -4 -N -d -j` and `tc -j` print, as facts. */
import {
  type BridgeEntryFact,
  type DroppingQueue,
  type LinkFact,
  type NeighbourFact,
  parseDestination,
  type RuleFact,
  type TableRoute,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { ROUTE_TYPES } from '../netlink/messages/route.js';

const number = z.union([z.number(), z.string()]).transform(Number).pipe(z.number());
const text = z.string().nullable().default(null);

export const links: z.ZodType<LinkFact[]> = z.array(
  z
    .object({
      ifname: z.string(),
      flags: z.array(z.string()),
      mtu: z.number().nullable().default(null),
      master: text,
      linkinfo: z.object({ info_kind: z.string().optional() }).default({}),
    })
    .transform(({ ifname, flags, mtu, master, linkinfo }) => ({
      name: ifname,
      up: flags.includes('UP'),
      running: flags.includes('UP') && !flags.includes('NO-CARRIER'),
      mtu,
      kind: linkinfo.info_kind ?? null,
      master,
    })),
);

/** `ip -N` prints RTN_* as numbers; unicast is left out. */
const TYPES = new Map<string, string>(
  Object.entries(ROUTE_TYPES).map(([name, value]) => [String(value), name]),
);

export const routes: z.ZodType<TableRoute[]> = z.array(
  z
    .object({
      type: z.string().default('1'),
      dst: z.string(),
      gateway: text,
      dev: text,
      table: number.default(254),
      metric: z.number().default(0),
    })
    .transform(({ type, dst, gateway, dev, table, metric }) => ({
      type: TYPES.get(type) ?? namedType(type),
      destination: parseDestination(dst).text,
      interface: dev,
      gateway,
      table,
      metric,
    })),
);

function namedType(type: string): string | null {
  return type in ROUTE_TYPES ? type : null;
}

export const rules: z.ZodType<RuleFact[]> = z.array(
  z
    .object({
      priority: z.number(),
      not: z.unknown().optional(),
      src: z.string().default('all'),
      srclen: z.number().default(32),
      dst: z.string().default('all'),
      dstlen: z.number().default(32),
      iif: text,
      oif: text,
      fwmark: number.nullable().default(null),
      fwmask: number.nullable().default(null),
      table: number.nullable().default(null),
      goto: number.nullable().default(null),
      action: z.string().optional(),
      suppress_prefixlen: z.number().nullable().default(null),
      ...Object.fromEntries(
        ['tos', 'ipproto', 'sport', 'dport', 'sport_start', 'dport_start', 'uid_start'].map(
          (name) => [name, z.unknown().optional()],
        ),
      ),
    })
    .transform((rule) => ({
      priority: rule.priority,
      source: networkOf(rule.src, rule.srclen),
      destination: networkOf(rule.dst, rule.dstlen),
      iif: rule.iif,
      oif: rule.oif,
      fwmark: rule.fwmark,
      fwmask: rule.fwmask,
      inverted: rule.not !== undefined,
      partial: PARTIAL.some((name) => Reflect.get(rule, name) !== undefined),
      action: actionOf(rule),
      table: rule.table,
      goto: rule.goto,
      suppressed: rule.suppress_prefixlen,
    })),
);

const PARTIAL = ['tos', 'ipproto', 'sport', 'dport', 'sport_start', 'dport_start', 'uid_start'];

function networkOf(address: string, length: number): string | null {
  return address === 'all' ? null : parseDestination(`${address}/${length}`).text;
}

function actionOf(rule: {
  table: number | null;
  goto: number | null;
  action?: string | undefined;
}): RuleFact['action'] {
  if (rule.goto !== null) return 'goto';
  if (rule.table !== null) return 'lookup';
  const known = (['blackhole', 'unreachable', 'prohibit'] as const).find((each) =>
    [each, String(ROUTE_TYPES[each])].includes(rule.action ?? ''),
  );
  return known ?? 'other';
}

export const neighbours: z.ZodType<NeighbourFact[]> = z.array(
  z
    .object({ dst: z.string(), dev: z.string(), lladdr: text })
    .transform(({ dst, dev, lladdr }) => ({ address: dst, interface: dev, mac: lladdr })),
);

export const entries: z.ZodType<BridgeEntryFact[]> = z
  .array(
    z.object({
      mac: z.string(),
      ifname: z.string(),
      master: z.string().optional(),
      state: z.string().default(''),
    }),
  )
  .transform((found) =>
    found.flatMap(({ mac, ifname, master, state }) =>
      master !== undefined && ['permanent', 'static'].includes(state)
        ? [{ bridge: master, interface: ifname, mac }]
        : [],
    ),
  );

export const queues: z.ZodType<DroppingQueue[]> = z
  .array(
    z.object({
      kind: z.string(),
      dev: z.string(),
      options: z.object({ 'loss-random': z.object({ loss: z.number() }).optional() }).default({}),
    }),
  )
  .transform((found) =>
    found.flatMap(({ kind, dev, options }) => {
      const loss = 100 * (options['loss-random']?.loss ?? 0);
      return loss > 0 ? [{ interface: dev, kind, loss }] : [];
    }),
  );
