import type { Protocol } from '../resource/protocol.js';
import type { GroupRule } from '../resource/resources.js';
import { isWithinAny, type Network } from './network.js';

/** The properties of a connection's first packet that a security group's rules match. */
export interface PolicedPacket {
  /** In its one spelling, see {@link Protocol}. */
  readonly protocol: Protocol;
  /** The destination port; the type of an ICMP packet; null for protocols without ports. */
  readonly port: number | null;
}

/** A rule of a security group with parsed remotes; null is any address. */
export type ReadableRule = Pick<GroupRule, 'protocol' | 'ports'> & {
  readonly remotes: readonly Network[] | null;
};

/**
 * Whether a rule of a security group matches a packet. Pure. A rule for all protocols with ports
 * means tcp and udp.
 * @param other the address (dotted) of the other end; null for one that no rule names
 */
export function ruleMatches(
  { protocol, ports, remotes }: ReadableRule,
  packet: PolicedPacket,
  other: string | null,
): boolean {
  if (protocol !== 'all' && protocol !== packet.protocol) return false;
  if (ports !== null) {
    if (protocol === 'all' && packet.protocol !== 'tcp' && packet.protocol !== 'udp') return false;
    if (packet.port === null || packet.port < ports.from || packet.port > ports.to) return false;
  }
  return remotes === null || (other !== null && isWithinAny(remotes, other));
}
