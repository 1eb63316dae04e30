/** The zone that firewalld makes of a lasting exception, as its chains show it. Pure. */
import type { FirewallException, ForeignChain } from '@vpcctl/sdk';
import { dropsByDefault, endOf, type ForeignTable, targetsOf } from './chains.js';

/**
 * The traffic that a base chain sends to zones which accept it, before anything drops it by default:
 * `10.0.0.0/16 7001`. Of packets to the host itself our zone accepts echo requests and replies, as
 * accept rules of exceptions do.
 */
export function trafficInZones(
  table: ForeignTable,
  chain: string,
  hook: ForeignChain['hook'],
): string[] {
  const rules = (table.get(chain)?.rules ?? []).slice(0, endOf(table, chain) + 1);
  const here = rules.flatMap(({ traffic = [], verdicts: [verdict] }) => {
    if (verdict === undefined || !('chain' in verdict)) return [];
    return hook === 'input' || !dropsByDefault(table, verdict.chain) ? traffic : [];
  });
  return [...here, ...targetsOf(rules).flatMap((each) => trafficInZones(table, each, hook))];
}

/** Whether all traffic of an exception's VPC passes its chain by a zone. */
export function isInZone(
  table: ForeignTable,
  { chain, hook, networks, segment }: FirewallException['attributes'],
): boolean {
  const traffic = trafficInZones(table, chain, hook);
  return networks.every((network) => traffic.includes(`${network} ${segment}`));
}
