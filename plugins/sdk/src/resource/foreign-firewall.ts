/** Exceptions for VPCs in the firewalls of other programs. */
import type { Resource } from './resource.js';

/** How a foreign firewall is read and written: by `nft`, `iptables-nft` or `iptables-legacy`. */
export type FilterProgram = 'nftables' | 'iptables-nft' | 'iptables-legacy';

/**
 * A base chain of a foreign firewall that drops by default: forwarded packets (hook `forward`), or
 * packets for the host (hook `input`).
 */
export type ForeignChain = {
  filter: FilterProgram;
  family: 'ip' | 'inet';
  table: string;
  chain: string;
  hook: 'forward' | 'input';
};

/**
 * Accept rules in a {@link ForeignChain} for the VPC behind `bridge`. With hook `forward` they
 * accept packets that carry the VPC's mark (`segment`) or are forwarded to it; with hook `input`,
 * echo requests to its `gateways`, and replies. A chain that is missing, or does not drop by
 * default any more, needs none.
 */
export type FirewallException = Resource<
  'firewall-exception',
  ForeignChain & { bridge: string; segment: number; gateways: readonly string[] }
>;
