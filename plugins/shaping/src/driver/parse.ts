import { type Discipline, type QueueStatistics, VpcctlError } from '@vpcctl/sdk';
import * as z from '@vpcctl/sdk/zod';

/** The parts of `tc -j qdisc` and `tc -j filter` (iproute2 5.5 to 6.x) that the driver reads. */
const qdisc = z.object({
  kind: z.string(),
  handle: z.string(),
  dev: z.string(),
  root: z.boolean().default(false),
  options: z.record(z.string(), z.json()).default({}),
  /** With `-s` alone. */
  drops: z.number().optional(),
  backlog: z.number().optional(),
  qlen: z.number().optional(),
});

const filter = z.object({
  kind: z.string().optional(),
  options: z
    .object({
      match: z.object({ value: z.string(), mask: z.string() }).optional(),
      actions: z
        .array(
          z.object({
            mirred_action: z.string().optional(),
            direction: z.string().optional(),
            to_dev: z.string().optional(),
          }),
        )
        .default([]),
    })
    .default({ actions: [] }),
});

/** The parts of `ip -j -d link` that the driver reads of an ifb. */
const link = z.object({
  ifname: z.string(),
  flags: z.array(z.string()),
  address: z.string().default(''),
  ifalias: z.string().optional(),
  altnames: z.array(z.string()).default([]),
  linkinfo: z.object({ info_kind: z.string().optional() }).default({}),
  /** Missing where the kernel has no IPv6. */
  inet6_addr_gen_mode: z.string().optional(),
});

export type ShownQdisc = z.infer<typeof qdisc>;
export type ShownFilter = z.infer<typeof filter>;
export type ShownLink = z.infer<typeof link>;

/** tbf, in bytes a second, bytes, and microseconds. */
const tbfOptions = z.object({ rate: z.number(), burst: z.number(), lat: z.number() });

/** netem, in packets, seconds, fractions of 1, and bytes a second. */
const netemOptions = z.object({
  limit: z.number(),
  delay: z
    .object({ delay: z.number(), jitter: z.number().default(0) })
    .default({ delay: 0, jitter: 0 }),
  'loss-random': z.object({ loss: z.number() }).default({ loss: 0 }),
  rate: z.object({ rate: z.number() }).nullable().default(null),
});

/** The discipline of a qdisc; null for one of another kind, or with other options. Pure. */
export function disciplineOf({ kind, options }: ShownQdisc): Discipline | null {
  if (kind === 'tbf') {
    const { data } = tbfOptions.safeParse(options);
    if (data === undefined) return null;
    return { kind, rate: data.rate * 8, burst: data.burst, latency: data.lat };
  }
  if (kind !== 'netem') return null;
  const { data } = netemOptions.safeParse(options);
  if (data === undefined) return null;
  const { limit, delay, rate } = data;
  return {
    ...{ kind, limit, rate: rate === null ? null : rate.rate * 8 },
    ...{ delay: delay.delay * 1e6, jitter: delay.jitter * 1e6 },
    loss: data['loss-random'].loss * 100,
  };
}

/** What a qdisc holds and has dropped; null where it was not asked for. Pure. */
export function statisticsOf({ drops, backlog, qlen }: ShownQdisc): QueueStatistics | null {
  if (drops === undefined) return null;
  return { backlogBytes: backlog ?? 0, backlogPackets: qlen ?? 0, drops };
}

/** @throws VpcctlError `HOST_OUTPUT_UNKNOWN` */
export function parseQdiscs(text: string): ShownQdisc[] {
  return parse(z.array(qdisc), text, 'tc -s -j qdisc show');
}

/**
 * Parses the filters of several links, one line for each link.
 * @throws VpcctlError `HOST_OUTPUT_UNKNOWN`
 */
export function parseFilters(text: string): ShownFilter[][] {
  const lists = text.split('\n').filter((line) => line !== '');
  return lists.map((line) => parse(z.array(filter), line, 'tc -j filter show'));
}

/**
 * Parses links; `ip` prints `{}` for links that were not asked for.
 * @throws VpcctlError `HOST_OUTPUT_UNKNOWN`
 */
export function parseLinks(text: string): ShownLink[] {
  const either = z.array(z.union([link, z.strictObject({})]));
  const links = parse(either, text, 'ip -j -d link show');
  return links.flatMap((each) => link.safeParse(each).data ?? []);
}

function parse<T>(schema: z.ZodType<T>, text: string, command: string): T {
  try {
    return schema.parse(JSON.parse(text.trim() === '' ? '[]' : text));
  } catch (cause) {
    throw new VpcctlError(`the output of ${command} is not understood`, {
      code: 'HOST_OUTPUT_UNKNOWN',
      category: 'host',
      hints: ['is this iproute2? tc -V should say so, with 5.5 or later'],
      cause,
    });
  }
}
