import { type GroupRule, parseCidrOrAddress, ruleMatches, type SecurityGroup } from '@vpcctl/sdk';
import { bridgeAddressKey } from './behind.js';
import type { Connection } from './entry.js';

/** Whether the group of an address behind a router opens a connection, whose other end is `other`. */
export type Allows = (
  direction: 'ingress' | 'egress',
  bridge: string,
  address: string,
  connection: Connection,
  other: string,
) => boolean;

/** What groups say of connections: rules in order, the first that matches decides, a direction that has rules ends in deny. */
export function allowedBy(groups: readonly SecurityGroup['attributes'][]): Allows {
  const byAddress = new Map(
    groups.flatMap(({ bridge, addresses, ingress, egress }) => {
      const group = { ingress: readable(ingress), egress: readable(egress) };
      return addresses.map((address) => [bridgeAddressKey(bridge, address), group] as const);
    }),
  );
  return (direction, bridge, address, { protocol, reply }, other) => {
    const rules = byAddress.get(bridgeAddressKey(bridge, address))?.[direction] ?? null;
    // The port that is asked is that of who gets it, after NAT.
    const packet = { protocol, port: reply.sourcePort };
    const first = rules?.find((rule) => ruleMatches(rule, packet, other));
    return rules === null || first?.action === 'allow';
  };
}

function readable(rules: readonly GroupRule[] | null) {
  return (
    rules?.map((rule) => ({
      ...rule,
      remotes: rule.remotes?.map((text) => parseCidrOrAddress(text)) ?? null,
    })) ?? null
  );
}
