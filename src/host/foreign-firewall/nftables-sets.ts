/** What a rule of nftables matches by a set of networks and marks. Pure. */
import { hostRoute, type Json, knownAddress } from '@vpcctl/sdk';
import * as z from 'zod';

/** `ip saddr . meta mark @name`, as firewalld tells the traffic of a zone apart. */
const lookUp = z.object({
  match: z.object({
    op: z.literal('=='),
    left: z.object({
      concat: z.tuple([
        z.object({ payload: z.object({ protocol: z.literal('ip'), field: z.literal('saddr') }) }),
        z.object({ meta: z.object({ key: z.literal('mark') }) }),
      ]),
    }),
    right: z.string(),
  }),
});

const element = z.object({
  concat: z.tuple([
    z.union([z.string(), z.object({ prefix: z.object({ addr: z.string(), len: z.number() }) })]),
    z.number(),
  ]),
});

/**
 * The elements of the set that a rule looks a packet up in, `10.0.0.0/16 7001`; null where the rule
 * does not only do that.
 */
export function trafficIn(
  expr: readonly Json[],
  sets: ReadonlyMap<string, readonly Json[] | undefined>,
): string[] | null {
  const [first, ...rest] = expr;
  const found = lookUp.safeParse(first);
  if (!found.success || rest.length !== 1) return null;
  return (sets.get(found.data.match.right) ?? []).flatMap((each) => {
    const parsed = element.safeParse(each);
    if (!parsed.success) return [];
    const [network, mark] = parsed.data.concat;
    const cidr =
      typeof network === 'string'
        ? hostRoute(knownAddress(network)).text
        : `${network.prefix.addr}/${network.prefix.len}`;
    return [`${cidr} ${mark}`];
  });
}
