import { iif, source } from './matches.js';
import {
  accept,
  type ChainPart,
  chain,
  concat,
  deny,
  equal,
  goBack,
  goto,
  hook,
  payload,
  rule,
  unequal,
} from './objects.js';

// `ip saddr` and `arp …` alone would pass a VLAN-tagged frame: nft tests skb->protocol, which is
// below the tag.
const notIP = unequal(payload('ether', 'type'), 'ip');
const notARP = unequal(payload('ether', 'type'), 'arp');
const sender = payload('arp', 'saddr ip');
const fromWorkload = equal(iif, '@workload-ports');

/** Chains for the frames that may enter a workload's port. */
export const SOURCE_GUARD: readonly ChainPart[] = [
  chain(
    'bridge',
    'arp-guard',
    rule('let frames of other ports pass', unequal(iif, '@workload-ports'), goBack),
    rule('drop frames that are not IPv4 or ARP', notARP, ...deny('not-ipv4')),
    rule(
      'accept ARP that names the MAC and address of the workload',
      equal(payload('arp', 'htype'), 1),
      equal(payload('arp', 'ptype'), 'ip'),
      equal(payload('arp', 'hlen'), 6),
      equal(payload('arp', 'plen'), 4),
      equal(concat(iif, payload('ether', 'saddr'), sender), '@allowed-sources'),
      equal(concat(iif, payload('arp', 'saddr ether'), sender), '@allowed-sources'),
      accept,
    ),
    rule('drop ARP with a spoofed sender', ...deny('source-guard')),
  ),
  hook(
    'bridge',
    'prerouting',
    { hook: 'prerouting', prio: -300 },
    rule('check frames that are not IPv4', notIP, goto('arp-guard')),
    rule(
      'accept IPv4 from the MAC and address of the workload',
      equal(concat(iif, payload('ether', 'saddr'), source), '@allowed-sources'),
      accept,
    ),
    rule('drop IPv4 with a spoofed source', fromWorkload, ...deny('source-guard')),
  ),
  // Link-local frames (802.1X) skip prerouting and arrive here; LLDP skips both (br_handle_frame).
  hook(
    'bridge',
    'input',
    { hook: 'input', prio: -300 },
    rule(
      'drop link-local frames from workloads that are not IPv4 or ARP',
      notIP,
      notARP,
      fromWorkload,
      ...deny('not-ipv4'),
    ),
  ),
];
