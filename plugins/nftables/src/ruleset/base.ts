/**
 * The fixed part of the ruleset: tables, sets, and the chains that look things up in them. Everything else is
 * elements of these sets, and chains those elements lead to; so a packet's path does not grow with their number.
 */

import type { Json } from '@vpcctl/sdk';
import { GUARDING } from './bridge-base.js';
import {
  answering,
  asked,
  awaited,
  destination,
  forwarded,
  fromHost,
  fromVpc,
  iif,
  isError,
  isNew,
  isOriginal,
  isReply,
  known,
  notIPv4,
  notOfListener,
  ofVpc,
  oif,
  opening,
  question,
  service,
  source,
  toGateway,
  toHost,
  toPort,
  toVpc,
} from './matches.js';
import {
  accept,
  assign,
  type ChainPart,
  chain,
  concat,
  ct,
  dispatch,
  drop,
  equal,
  FAMILIES,
  flagged,
  fragment,
  goBack,
  goto,
  hook,
  jump,
  masquerade,
  meta,
  notrack,
  payload,
  type RulePart,
  type RulesetFragment,
  rule,
  unequal,
} from './objects.js';
import { SETS } from './sets.js';

/** Which VPC a packet is of: its conntrack zone and its mark, which leads to its routing table. */
const marking: readonly ChainPart[] = [
  // Before conntrack (-200), so that two VPCs may hold the same addresses.
  hook(
    'inet',
    'zoning',
    { hook: 'prerouting', prio: -300 },
    // The host takes link-local frames from the port itself, past the bridge and its guard (br_handle_frame).
    rule(equal(iif, '@ports'), drop),
    rule(dispatch(iif, 'zones')),
  ),
  hook(
    'inet',
    'marking',
    { hook: 'prerouting', prio: -150 },
    rule(dispatch(iif, 'markers')),
    // What follows the first packet of a connection that is led back; the first is marked where it is led.
    rule(forwarded, dispatch(iif, 'hairpins')),
    // Replies that come back by an interface which says nothing of the VPC.
    rule(unequal(iif, '@bridges'), isReply, ofVpc, assign(meta('mark'), ct('mark'))),
    // What follows the first packet of a forwarded connection; the first is marked where it is led.
    rule(unequal(iif, '@bridges'), forwarded, ofVpc, assign(meta('mark'), ct('mark'))),
  ),
  // An error about what is of no connection (nf_ct_attach gives it none) is not looked up among those of all VPCs.
  hook('inet', 'errors', { hook: 'output', prio: -300 }, rule(isError, notOfListener, notrack)),
  // What the host itself answers; `route` looks the route up again when the mark changes.
  hook(
    'inet',
    'answering',
    { type: 'route', hook: 'output', prio: -150 },
    rule(isReply, ofVpc, assign(meta('mark'), ct('mark'))),
    rule(forwarded, ofVpc, assign(meta('mark'), ct('mark'))),
  ),
  // The reverse-path filter looks at ARP requests too (arp_process calls ip_route_input), by their mark.
  hook('arp', 'marking', { hook: 'input', prio: 0 }, rule(dispatch(iif, 'markers'))),
];

/** Connections, and both groups: the sender's behind the bridge it comes by, and that of who is behind `bridge`. */
const policed = (bridge: Json): RulePart[] => [
  rule(isOriginal, known, accept),
  // Reply tuples of all VPCs share zone 0: a reply counts only where the connection came from.
  rule(isReply, known, equal(concat(bridge, ct('mark')), '@owners'), accept),
  rule(flagged(ct('state'), 'invalid'), drop),
  // What was ended is not taken up in the middle (nf_conntrack_tcp_loose), by whichever side speaks first.
  rule(isNew, unequal(opening, 'syn'), drop),
  rule(dispatch(concat(iif, source), 'egress')),
  rule(dispatch(concat(bridge, destination), 'ingress')),
  rule(accept),
];

/** What is routed from a VPC, to a VPC, or both. */
const forwarding: readonly ChainPart[] = [
  // The mark of a hairpin is for its route alone: others that filter here know the VPC by its own.
  hook(
    'inet',
    'returning',
    { hook: 'forward', prio: -150 },
    rule(toPort, assign(meta('mark'), ct('mark'))),
  ),
  chain('inet', 'groups', ...policed(oif)),
  // By a machine's port, back behind the bridge that it came from.
  chain('inet', 'led', ...policed(iif)),
  chain(
    'inet',
    'leave',
    rule(notIPv4, drop),
    rule(dispatch(concat(iif, oif), 'boundary')),
    rule(isReply, known, forwarded, equal(concat(iif, ct('mark')), '@owners'), accept),
    rule(equal(concat(iif, oif, source), '@internet'), goto('groups')),
    rule(drop),
  ),
  chain(
    'inet',
    'enter',
    rule(notIPv4, drop),
    // From elsewhere, with the address of a machine here: what answers it would come here.
    rule(equal(concat(oif, source, source), '@selves'), drop),
    // Only what was masqueraded is awaited from there: a forged reply to inner traffic is not.
    rule(
      equal(concat(oif, iif, destination), '@internet'),
      // NAT also changes a port that another connection has taken, and calls that `snat` too: the address tells.
      unequal(concat(oif, iif, awaited), '@internet'),
      isReply,
      known,
      flagged(ct('status'), 'snat'),
      accept,
    ),
    // By the same token `dnat` alone says nothing: who forwards sets the mark of the VPC it is for,
    rule(isOriginal, forwarded, equal(concat(oif, ct('mark')), '@owners'), goto('groups')),
    // or is a rule of somebody else, and leads here what was sent to another address.
    rule(isOriginal, forwarded, unequal(concat(oif, asked, asked), '@selves'), goto('groups')),
    rule(drop),
  ),
  hook(
    'inet',
    'forward',
    { hook: 'forward', prio: 0 },
    rule(fromVpc, goto('leave')),
    rule(toVpc, goto('enter')),
    rule(toPort, drop),
  ),
  hook(
    'inet',
    'postrouting',
    { type: 'nat', hook: 'postrouting', prio: 100 },
    rule(equal(concat(iif, oif, source), '@internet'), masquerade),
    // So that answers come back by the router: to a machine that was led to itself, and to 127.0.0.1.
    rule(equal(concat(oif, source, destination), '@selves'), masquerade),
    rule(toPort, equal(concat(iif, source, destination), '@selves'), dispatch(iif, 'answered')),
    rule(toVpc, forwarded, fromHost, masquerade),
  ),
];

/** New connections to ports of the host that lead into a VPC. */
const redirecting: readonly ChainPart[] = [
  // The sender's group is asked before NAT, while a service still has the port that the sender knows.
  hook(
    'inet',
    'asking',
    { hook: 'prerouting', prio: -110 },
    rule(toGateway, equal(question, '@asking'), dispatch(concat(iif, source), 'egress')),
  ),
  chain(
    'inet',
    'redirect',
    rule(notIPv4, goBack),
    rule(toHost, dispatch(concat(...service), 'forwards')),
    rule(dispatch(concat(destination, ...service), 'listeners')),
  ),
  hook(
    'inet',
    'redirecting',
    { type: 'nat', hook: 'prerouting', prio: -100 },
    rule(toGateway, dispatch(question, 'services')),
    rule(jump('redirect')),
  ),
  hook(
    'inet',
    'redirecting-host',
    { type: 'nat', hook: 'output', prio: -100 },
    rule(jump('redirect')),
  ),
];

/** What is from a VPC to the host itself, or from the host to a VPC. */
const host: readonly ChainPart[] = [
  chain(
    'inet',
    'to-host',
    rule(notIPv4, drop),
    rule(isReply, known, equal(concat(iif, ct('mark')), '@owners'), accept),
    rule(isOriginal, forwarded, toGateway, equal(question, '@served'), accept),
    rule(dispatch(concat(iif, source), 'egress')),
    rule(equal(payload('icmp', 'type'), 'echo-request'), toGateway, accept),
    rule(drop),
  ),
  chain(
    'inet',
    'from-host',
    rule(notIPv4, drop),
    rule(equal(payload('icmp', 'type'), 'redirect'), drop),
    // The host's own connections are of the VPC they lead to: only from there answers may come.
    rule(dispatch(oif, 'markers')),
    rule(known, accept),
    rule(dispatch(concat(oif, destination), 'ingress')),
    rule(accept),
  ),
  // An error goes to whom a packet names as its sender: that it came from there its connection has to tell.
  chain(
    'inet',
    'said',
    // Who was led further may be anybody who says so; who asks a service of the router has come to it.
    rule(isReply, forwarded, unequal(concat(oif, answering), '@gateways'), drop),
    rule(isReply, known, equal(concat(oif, ct('mark')), '@owners'), accept),
    rule(isOriginal, known, forwarded, accept),
    rule(drop),
  ),
  hook(
    'inet',
    'input',
    { hook: 'input', prio: 0 },
    rule(fromVpc, goto('to-host')),
    rule(equal(concat(destination, ...service), '@reserved'), drop),
  ),
  hook(
    'inet',
    'output',
    { hook: 'output', prio: 0 },
    rule(toVpc, goto('from-host')),
    // By a port itself the host would get past the policy.
    rule(toPort, drop),
  ),
  // The output hook still sees the interface of before where the host's own packet was led elsewhere (ip_route_me_harder).
  hook(
    'inet',
    'leaving',
    { hook: 'postrouting', prio: 0 },
    rule(toVpc, fromHost, isError, goto('said')),
    // What answers a machine leaves by its own router alone, also while routes come and go; a forward answers anybody.
    rule(isReply, forwarded, accept),
    rule(isReply, ofVpc, unequal(concat(oif, ct('mark')), '@owners'), drop),
    rule(isReply, toVpc, unequal(concat(oif, ct('mark')), '@owners'), drop),
    rule(toVpc, isOriginal, forwarded, fromHost, goto('from-host')),
  ),
];

/** Tables, sets and base chains: what a `packet-filter` is made of. */
export const BASE: RulesetFragment = fragment({
  tables: FAMILIES,
  sets: SETS,
  chains: [...marking, ...redirecting, ...forwarding, ...host, ...GUARDING],
});
