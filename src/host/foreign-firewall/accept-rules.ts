import type { FirewallException } from '@vpcctl/sdk';

/** What one accept rule of a passage is about. All that is given must hold. */
export interface Match {
  /** The bridge it comes from, or goes to. */
  readonly from?: string;
  readonly to?: string;
  /** The packet's mark, which nobody sets but the VPC's own policy. */
  readonly mark?: number;
  /** It belongs to a connection that was forwarded (DNAT). */
  readonly forwarded?: true;
  /** It belongs to a connection that stands. */
  readonly known?: true;
  /** It is an ICMP echo request to this address. */
  readonly echoTo?: string;
}

/**
 * The accept rules of a passage. With the mark in them they let nothing through where the VPC's own policy is gone, by
 * whoever flushed it: the other filter then drops as it would without a passage.
 */
export function matchesOf({
  hook,
  bridge,
  segment,
  gateway,
}: FirewallException['attributes']): Match[] {
  if (hook === 'forward') {
    return [
      { from: bridge, mark: segment },
      { to: bridge, mark: segment },
      { to: bridge, forwarded: true },
    ];
  }
  return [
    { from: bridge, mark: segment, echoTo: gateway },
    { from: bridge, mark: segment, known: true },
  ];
}

/** The comment by which the rules of a passage are known. */
export function ownerOf({ bridge }: FirewallException['attributes']): string {
  return `vpcctl ${bridge}`;
}
