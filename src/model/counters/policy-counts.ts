/** What the rules of a policy have counted, as `show` gives it. */
import type { Count, RuleCount } from '@vpcctl/sdk';
import type { FirewallRule } from '../../features/firewall/state.js';

/** What some rules of a policy have counted together; no rule: what none of them allowed. */
export interface PolicyCount {
  rules: number[];
  packets: number;
  bytes: number;
}

/** The counts of a policy; a direction without rules has none. */
export interface PolicyCounts {
  ingress: PolicyCount[];
  egress: PolicyCount[];
}

/** The counts of both directions. Pure. */
export function policyCounts(counts: readonly RuleCount[]): PolicyCounts {
  const of = (direction: RuleCount['direction']) =>
    counts
      .filter((each) => each.direction === direction)
      .map(({ rules, packets, bytes }) => ({ rules: [...rules], packets, bytes }));
  return { ingress: of('ingress'), egress: of('egress') };
}

/** Counts by what the rules say, so that they are found again where the places have changed. */
export type KnownCounts = Readonly<Record<string, Count>>;

/** What tells a rule from others. */
type Said = Pick<FirewallRule, 'action' | 'ports' | 'remote'> & { readonly protocol: string };

/** The policy that counts are of. */
export interface CountedPolicy {
  readonly ingress: readonly Said[] | null;
  readonly egress: readonly Said[] | null;
}

/** Counts as they are kept for the next look. Pure. */
export function knownCounts(policy: CountedPolicy, counts: PolicyCounts): KnownCounts {
  return Object.fromEntries(
    keyed(policy, counts).map(([key, { packets, bytes }]) => [key, { packets, bytes }]),
  );
}

/**
 * What was counted since. Pure. A counter that shows less than before has begun anew, and all of it
 * is new.
 */
export function countsSince(
  policy: CountedPolicy,
  counts: PolicyCounts,
  before: KnownCounts,
): PolicyCounts {
  const since = (direction: 'ingress' | 'egress') =>
    keyed(policy, counts, [direction]).map(([key, count]) => {
      const last = Object.hasOwn(before, key) ? before[key] : undefined;
      if (last === undefined || last.packets > count.packets) return count;
      const { packets, bytes } = count;
      return { ...count, packets: packets - last.packets, bytes: Math.max(0, bytes - last.bytes) };
    });
  return { ingress: since('ingress'), egress: since('egress') };
}

function keyed(
  policy: CountedPolicy,
  counts: PolicyCounts,
  directions: readonly ('ingress' | 'egress')[] = ['ingress', 'egress'],
): [key: string, count: PolicyCount][] {
  return directions.flatMap((direction) =>
    counts[direction].map((count): [string, PolicyCount] => {
      const said = count.rules.map((number) => {
        const rule = policy[direction]?.[number - 1];
        return rule && [rule.action, rule.protocol, rule.ports, rule.remote];
      });
      return [JSON.stringify([direction, said]), count];
    }),
  );
}
