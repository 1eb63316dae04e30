/**
 * Serves the packet policy by `iptables-legacy-restore`, in chains of its own (`VPCCTL-…`). One
 * jump at the top of a built-in chain enters each.
 *
 * The bridge itself is the source guard: a locked port (Linux 5.18) takes frames only from a MAC
 * with an entry for that port, and the driver writes the one static entry. ebtables is missing from
 * many kernels, and iptables' `physdev` needs br_netfilter, which is a switch for all bridges of
 * the host. The table `raw` binds the address to the MAC for IPv4, and arptables binds the address
 * and MAC that an ARP packet names. `disable_ipv6` on the bridge keeps IPv6 out. Other protocols
 * end at the bridge, since its ports are isolated.
 */
import { type Driver, PACKET_POLICY_KINDS } from '@vpcctl/sdk';
import { compile } from './compile.js';
import { observe } from './observe.js';
import { readCounters, readDenied } from './read-counters.js';
import { tracing } from './tracing/tracing.js';
import { unsupportedReason } from './unsupported.js';

export const iptablesLegacy: Driver = {
  name: 'iptables-legacy',
  kinds: PACKET_POLICY_KINDS,
  programs: {
    'iptables-legacy-restore': 'iptables',
    'iptables-legacy-save': 'iptables',
    'arptables-legacy': 'arptables',
    bridge: 'iproute2',
  },
  unsupportedReason,
  compile,
  observe,
  readCounters,
  readDenied,
  tracing,
};
