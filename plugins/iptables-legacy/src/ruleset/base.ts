/**
 * The fixed part of the ruleset: chains that serve as sets, and chains that look things up in them.
 * All else is elements of these sets, and chains that such elements jump to.
 *
 * The nftables driver has the same rules in nft's words. Two things differ. iptables sees IPv4
 * alone: `disable_ipv6` on a VPC's bridge and its ports keeps IPv6 out. And the masquerade knows
 * the incoming bridge by the connection's mark.
 */
import { DENIED } from './denied.js';
import { FORWARDING } from './forwarding.js';
import { HOST } from './host.js';
import { MARKING } from './marking.js';
import { fragment, hook, type JumpPart, type RulesetFragment, type Table } from './objects.js';
import { SETS } from './sets.js';

const hooks: readonly JumpPart[] = (
  [
    ['raw', 'PREROUTING'],
    ['raw', 'OUTPUT'],
    ['mangle', 'PREROUTING'],
    ['mangle', 'OUTPUT'],
    ['mangle', 'FORWARD'],
    ['mangle', 'POSTROUTING'],
    ['nat', 'PREROUTING'],
    ['nat', 'OUTPUT'],
    ['nat', 'POSTROUTING'],
    ['filter', 'FORWARD'],
    ['filter', 'INPUT'],
    ['filter', 'OUTPUT'],
    // arp_process calls ip_route_input, so the reverse-path filter looks at ARP requests, too.
    ['arp', 'INPUT'],
  ] as const satisfies readonly (readonly [Table, string])[]
).map(([table, from]) => hook(table, from, 'let vpcctl handle the packets of VPCs first'));

/** Chains, and the jumps to them: what a `packet-filter` consists of. */
export const BASE: RulesetFragment = fragment({
  chains: [...SETS, ...MARKING, ...FORWARDING, ...HOST, ...DENIED],
  jumps: hooks,
});
