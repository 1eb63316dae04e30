import type { ForeignChain, VpcTraffic } from '@vpcctl/sdk';

/** The conditions of one accept rule of a firewall exception. A packet has to meet all of them. */
export interface Match {
  /** The bridge that the packet comes from. */
  readonly from?: string;
  /** The bridge that the packet goes to. */
  readonly to?: string;
  /** The packet's mark, which only the VPC's own policy sets. */
  readonly mark?: number;
  /** The packet belongs to a connection that was forwarded (DNAT). */
  readonly forwarded?: true;
  /** The packet belongs, or is related, to an established connection. */
  readonly known?: true;
  /** The packet is an ICMP echo request to this address. */
  readonly echoTo?: string;
}

/**
 * The accept rules of a firewall exception. They match the mark that the VPC's own policy sets.
 * Where that policy was flushed they therefore let nothing through, and the foreign firewall drops
 * the packets.
 */
export function matchesOf({
  hook,
  bridge,
  segment,
  gateways,
}: VpcTraffic & Pick<ForeignChain, 'hook'>): Match[] {
  if (hook === 'forward') {
    return [
      { from: bridge, mark: segment },
      { to: bridge, mark: segment },
      { to: bridge, forwarded: true },
    ];
  }
  return [
    ...gateways.map((gateway) => ({ from: bridge, mark: segment, echoTo: gateway })),
    { from: bridge, mark: segment, known: true },
  ];
}

/** The comment that marks the rules of a firewall exception as ours. */
export function ownerOf({ bridge }: Pick<VpcTraffic, 'bridge'>): string {
  return `vpcctl ${bridge}`;
}
