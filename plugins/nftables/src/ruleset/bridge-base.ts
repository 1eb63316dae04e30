import { iif, source } from './matches.js';
import {
  accept,
  type ChainPart,
  chain,
  concat,
  drop,
  equal,
  goto,
  hook,
  payload,
  rule,
  unequal,
} from './objects.js';

const sender = payload('arp', 'saddr ip');
// `ip saddr` alone would pass a VLAN-tagged frame: nft tests skb->protocol, which is below the tag.
const notPlain = unequal(payload('ether', 'type'), { set: ['ip', 'arp'] });

/** Chains for the frames that may enter a workload's port. */
export const SOURCE_GUARD: readonly ChainPart[] = [
  chain(
    'bridge',
    'source-guard',
    rule('drop frames that are not IPv4 or ARP', notPlain, drop),
    rule(
      'accept IPv4 from the MAC and address of the workload',
      equal(concat(iif, payload('ether', 'saddr'), source), '@allowed-sources'),
      accept,
    ),
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
    rule('drop frames with a spoofed source', drop),
  ),
  hook(
    'bridge',
    'prerouting',
    { hook: 'prerouting', prio: -300 },
    rule('check frames from workloads', equal(iif, '@workload-ports'), goto('source-guard')),
  ),
  // Link-local frames (802.1X) skip prerouting and arrive here; LLDP skips both (br_handle_frame).
  hook(
    'bridge',
    'input',
    { hook: 'input', prio: -300 },
    rule(
      'drop link-local frames from workloads that are not IPv4 or ARP',
      equal(iif, '@workload-ports'),
      notPlain,
      drop,
    ),
  ),
];
