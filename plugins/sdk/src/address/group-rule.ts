import type { GroupRule } from '../contract/resources.js';
import type { Cidr } from './cidr.js';
import { isWithinAny } from './cidr.js';

/** The first packet of a conversation, as far as rules look at it: `port` is the one it is sent to, null without ports. */
export interface PolicedPacket {
  /** `tcp`, `udp`, `icmp`, or another that only rules for all protocols speak of. */
  readonly protocol: string;
  readonly port: number | null;
}

/** A rule of a security group, with its remotes read. */
export type ReadableRule = Pick<GroupRule, 'protocol' | 'ports'> & {
  readonly remotes: readonly Cidr[] | null;
};

/**
 * Whether a rule of a security group speaks of a packet. Pure. Ports are of tcp and udp, so a rule for all protocols
 * that has ports is about these two.
 * @param other the other end's address (dotted); null for one that no rule names
 */
export function ruleMatches(
  { protocol, ports, remotes }: ReadableRule,
  packet: PolicedPacket,
  other: string | null,
): boolean {
  if (protocol !== 'all' && protocol !== packet.protocol) return false;
  if (ports !== null) {
    if (packet.protocol !== 'tcp' && packet.protocol !== 'udp') return false;
    if (packet.port === null || packet.port < ports.from || packet.port > ports.to) return false;
  }
  return remotes === null || (other !== null && isWithinAny(remotes, other));
}
