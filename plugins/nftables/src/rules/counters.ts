/** The names of the counters of policies. */
import { createHash } from 'node:crypto';
import type { MergedRule } from '@vpcctl/sdk';

/** So many digits keep the rules of one policy apart. */
const DIGITS = 12;

/**
 * The counter of a rule in a chain, by what the rule says and not by its place: it goes on counting
 * where other rules come and go. Of rules that say the same the first takes all packets.
 */
export function counterOf(chain: string, rule: MergedRule): string {
  const { action, protocol, ports, remotes } = rule;
  const text = JSON.stringify([action, protocol, ports, remotes]);
  return `${chain}/${createHash('sha256').update(text).digest('hex').slice(0, DIGITS)}`;
}

/** The counter of what no rule of a chain allows. */
export function defaultCounter(chain: string): string {
  return `${chain}/default`;
}
