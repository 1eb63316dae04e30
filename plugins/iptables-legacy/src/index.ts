/**
 * The packet policy through `iptables-legacy-restore`, in chains of its own (`VPCCTL-…`), each entered by one jump at
 * the top of a built-in chain.
 *
 * The source guard is the bridge's own: a locked port (Linux 5.18) takes frames only from a MAC that has an entry for
 * that port, and the one static entry it has is written here. ebtables is missing from many kernels, and iptables'
 * `physdev` needs br_netfilter, which is a switch for all bridges of the host. What comes through is bound to its
 * address in the table `raw` (IPv4, by its MAC) and in arptables (ARP, by the MAC and address it names). IPv6 is
 * kept out by `disable_ipv6` on the bridge; other protocols get no further than there, since ports are isolated.
 */
import { type Driver, PACKET_POLICY_KINDS } from '@vpcctl/sdk';
import { compile } from './compile.js';
import { observe } from './observe.js';
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
};
