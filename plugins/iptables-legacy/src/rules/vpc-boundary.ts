import type { VpcBoundary } from '@vpcctl/sdk';
import { forwarded, forwardedOriginal, forwardedReply, known } from '../ruleset/matches.js';
import {
  accept,
  type ChainPart,
  chain,
  deny,
  drop,
  type ElementPart,
  element,
  fragment,
  fromHost,
  goBack,
  goto,
  inBy,
  jump,
  mark,
  markArp,
  markConnection,
  marked,
  moreThan,
  moreThanEach,
  ofMark,
  originalZone,
  outBy,
  type RulesetFragment,
  repliesFrom,
  restoreMark,
  rule,
  set,
  setOf,
  snat,
  to,
  tracked,
} from '../ruleset/objects.js';

type Boundary = VpcBoundary['attributes'];

const SPOOFED = 'drop packets with a spoofed source';

/** A VPC's own conntrack zone and mark, its inner traffic, and ping to its gateway. */
export function vpcBoundaryRules(boundary: Boundary): RulesetFragment {
  return fragment({
    chains: chains(boundary),
    elements: [
      ...filterElements(boundary),
      ...natElements(boundary),
      ...mangleElements(boundary),
      ...guardElements(boundary),
    ],
  });
}

function chains({ vpc, bridge, segment, gateways, share }: Boundary): ChainPart[] {
  const guard = setOf(bridge, 'GUARD');
  const markRules = [
    rule('select the routing table of the VPC', [mark(segment)]),
    rule('remember the VPC of a new connection', [
      tracked({ state: 'NEW' }),
      markConnection(segment),
    ]),
  ] as const;
  return [
    chain(
      'mangle',
      `MARK-${vpc}`,
      ...markRules,
      rule('route answers of port forwards by the uplink that the client asked', [
        forwardedReply,
        jump('ANSWERS'),
      ]),
    ),
    chain('filter', `MARK-${vpc}`, ...markRules),
    set('filter', setOf(bridge, 'INGRESS')),
    set(
      'filter',
      setOf(bridge, 'WORKLOADS'),
      rule('drop packets to addresses that no workload has', [deny('no-workload')]),
    ),
    chain(
      'filter',
      `SHARE-${vpc}`,
      rule('drop connections beyond the share of the workload that opens them', [
        inBy(bridge),
        moreThanEach(share.perWorkload),
        deny('workload-share'),
      ]),
      rule('drop connections beyond the share of the VPC', [
        moreThan(share.connections),
        deny('vpc-share'),
      ]),
      rule('accept connections within the share', [accept]),
    ),
    set('nat', setOf(bridge, 'FORWARDS')),
    set('nat', setOf(bridge, 'HAIRPINS')),
    chain(
      'nat',
      `SNAT-${bridge}`,
      ...gateways.map((each) => rule('make the workload reply to the gateway', [snat(each)])),
    ),
    chain(
      'filter',
      `HOST-DNAT-${vpc}`,
      rule('leave known connections to the rules of the host', [known, goBack]),
      rule('apply the ingress policy of the receiver', [jump(setOf(bridge, 'INGRESS'))]),
    ),
    set('raw', guard, rule(SPOOFED, [deny('source-guard')])),
    set('arp', guard, rule(SPOOFED, [drop])),
  ];
}

function filterElements({ vpc, bridge, segment, gateways }: Boundary): ElementPart[] {
  const filter = (name: string, why: string, ...expressions: string[]): ElementPart =>
    element('filter', name, why, expressions);
  return [
    filter('FROM-BRIDGES', 'check packets that leave the VPC', inBy(bridge), goto('FROM-VPC')),
    filter('TO-BRIDGES', 'check packets that enter the VPC', outBy(bridge), goto('TO-VPC')),
    filter('INPUT', 'check packets from the VPC to the host', inBy(bridge), goto('TO-HOST')),
    filter('OUTPUT', 'check packets from the host to the VPC', outBy(bridge), goto('FROM-HOST')),
    // After DNAT of the host's own packet, OUTPUT still sees the old interface
    // (ip_route_me_harder).
    filter(
      'OUTPUT',
      'apply the policy to forwarded connections of the host itself',
      marked(segment),
      forwardedOriginal,
      goto(`HOST-DNAT-${vpc}`),
    ),
    filter(
      'INGRESS',
      'apply the ingress policies of the VPC',
      outBy(bridge),
      jump(setOf(bridge, 'INGRESS')),
    ),
    filter(
      'BRIDGE-MARKS-IN',
      'accept packets of connections of this VPC',
      inBy(bridge),
      ofMark(segment),
      accept,
    ),
    filter(
      'BRIDGE-MARKS-OUT',
      'accept packets of connections of this VPC',
      outBy(bridge),
      ofMark(segment),
      accept,
    ),
    filter(
      'FORWARDED',
      'let in connections that a port forward marked for this VPC',
      outBy(bridge),
      ofMark(segment),
      goto('VPC-POLICY'),
    ),
    filter(
      'ASTRAY',
      'drop requests to this VPC that do not go there',
      ofMark(segment),
      deny('astray'),
    ),
    ...gateways.map((each) =>
      filter(
        'GATEWAYS',
        'accept packets to the gateway, within the share of the VPC',
        to(each),
        inBy(bridge),
        goto('COUNT-CONNECTION'),
      ),
    ),
    filter('MARK-BY-BRIDGE', 'mark packets to this VPC', outBy(bridge), jump(`MARK-${vpc}`)),
    filter(
      'WORKLOADS',
      'look for the workload that has the address',
      outBy(bridge),
      jump(setOf(bridge, 'WORKLOADS')),
    ),
    filter('SHARES-IN', 'count a connection of the VPC', inBy(bridge), goto(`SHARE-${vpc}`)),
    filter('SHARES-OUT', 'count a connection to the VPC', outBy(bridge), goto(`SHARE-${vpc}`)),
    filter(
      'INNER-CONNECTIONS',
      'accept packets of connections inside this VPC',
      inBy(bridge),
      outBy(bridge),
      ofMark(segment),
      accept,
    ),
    filter(
      'BOUNDARY',
      'allow traffic inside the VPC',
      inBy(bridge),
      outBy(bridge),
      goto('VPC-POLICY'),
    ),
  ];
}

function natElements({ bridge }: Boundary): ElementPart[] {
  const nat = (name: string, why: string, ...expressions: string[]): ElementPart =>
    element('nat', name, why, expressions);
  return [
    nat(
      'FORWARDS-BY-BRIDGE',
      'let a VPC use only its own port forwards, not those of another VPC',
      inBy(bridge),
      goto(setOf(bridge, 'FORWARDS')),
    ),
    nat(
      'POSTROUTING',
      'let replies to forwarded connections of the host itself come back',
      outBy(bridge),
      fromHost,
      forwarded,
      // The kernel ends a masqueraded connection where its router is down for a moment.
      goto(`SNAT-${bridge}`),
    ),
    nat(
      'POSTROUTING',
      'translate the source where a workload reached itself',
      outBy(bridge),
      jump(setOf(bridge, 'HAIRPINS')),
    ),
  ];
}

function mangleElements({ vpc, bridge, segment, gateways }: Boundary): ElementPart[] {
  const mangle = (name: string, why: string, ...expressions: string[]): ElementPart =>
    element('mangle', name, why, expressions);
  return [
    mangle(
      'MARKS',
      'select the routing table that the connection belongs to',
      ofMark(segment),
      restoreMark,
    ),
    mangle(
      'BRIDGE-MARKS-OUT',
      'accept replies by the router of their VPC',
      outBy(bridge),
      ofMark(segment),
      accept,
    ),
    mangle('TO-BRIDGES', 'check ICMP errors to this VPC', outBy(bridge), goto('ICMP-ERRORS')),
    ...gateways.map((each) =>
      mangle(
        'SERVICE-ERRORS',
        'accept errors about connections to a host service of this VPC',
        outBy(bridge),
        ofMark(segment),
        repliesFrom(each),
        accept,
      ),
    ),
    mangle(
      'ASTRAY',
      'drop requests to this VPC that do not go there',
      ofMark(segment),
      deny('astray'),
    ),
    mangle(
      'MISROUTED',
      'drop replies of the VPC that would leave by another router',
      ofMark(segment),
      deny('astray'),
    ),
    mangle(
      'MISROUTED',
      'drop replies of other connections that would enter the VPC',
      outBy(bridge),
      deny('boundary'),
    ),
    mangle('MARK-BY-BRIDGE', 'mark packets from this VPC', inBy(bridge), jump(`MARK-${vpc}`)),
  ];
}

function guardElements({ bridge, segment }: Boundary): ElementPart[] {
  const guard = setOf(bridge, 'GUARD');
  const check = 'check the source of packets from workloads';
  return [
    // Only the original direction: a masqueraded reply comes by the uplink, which has no zone.
    element(
      'raw',
      'ZONE-BY-BRIDGE',
      'track connections of the VPC apart from those of other VPCs',
      [inBy(bridge), originalZone(segment)],
    ),
    element('raw', 'SOURCE-GUARD', check, [inBy(bridge), jump(guard)]),
    element('arp', 'INPUT', check, [inBy(bridge), jump(guard)]),
    element(
      'arp',
      'INPUT',
      'mark ARP requests, so that the reverse-path filter uses the routes of the VPC',
      [inBy(bridge), markArp(segment)],
    ),
  ];
}
