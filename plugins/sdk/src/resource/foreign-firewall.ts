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

/** What makes a VPC's packets known to a foreign firewall. */
export type VpcTraffic = {
  bridge: string;
  /** The mark that the VPC's own policy sets. */
  segment: number;
  /** The CIDRs of its workloads. */
  networks: readonly string[];
  gateways: readonly string[];
};

/**
 * Accept rules in a {@link ForeignChain} for the VPC behind `bridge`. With hook `forward` they
 * accept packets that carry the VPC's mark (`segment`) or are forwarded to it; with hook `input`,
 * echo requests to its `gateways`, and replies. A chain that is missing, or does not drop by
 * default any more, needs none.
 */
export type FirewallException = Resource<'firewall-exception', ForeignChain & VpcTraffic>;

/** A program that loads its rules from files, in which exceptions outlive its reloads. */
export type FirewallProgram = 'firewalld' | 'ufw';

/**
 * The exceptions of all VPCs in the configuration of a program, which loads them at each start and
 * reload. Where the program is not installed, or its configuration cannot be added to, none is
 * needed.
 */
export type LastingException = Resource<
  'lasting-exception',
  { program: FirewallProgram; vpcs: readonly VpcTraffic[] }
>;
