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
// `ip saddr` alone would pass a VLAN-tagged frame: nft tests skb->protocol for it, which is below the tag.
const notPlain = unequal(payload('ether', 'type'), { set: ['ip', 'arp'] });

/** What may enter a port at all. */
export const GUARDING: readonly ChainPart[] = [
  chain(
    'bridge',
    'guard',
    rule(notPlain, drop),
    rule(equal(concat(iif, payload('ether', 'saddr'), source), '@sources'), accept),
    rule(
      equal(payload('arp', 'htype'), 1),
      equal(payload('arp', 'ptype'), 'ip'),
      equal(payload('arp', 'hlen'), 6),
      equal(payload('arp', 'plen'), 4),
      equal(concat(iif, payload('ether', 'saddr'), sender), '@sources'),
      equal(concat(iif, payload('arp', 'saddr ether'), sender), '@sources'),
      accept,
    ),
    rule(drop),
  ),
  hook(
    'bridge',
    'prerouting',
    { hook: 'prerouting', prio: -300 },
    rule(equal(iif, '@ports'), goto('guard')),
  ),
  // Link-local frames (802.1X) skip prerouting and come here at once; LLDP skips both (br_handle_frame).
  hook(
    'bridge',
    'input',
    { hook: 'input', prio: -300 },
    rule(equal(iif, '@ports'), notPlain, drop),
  ),
];
