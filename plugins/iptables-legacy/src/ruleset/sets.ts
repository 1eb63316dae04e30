import { DENYING } from './denied.js';
import {
  type ChainPart,
  deny,
  drop,
  isSetOfBridge,
  jump,
  rule,
  set,
  type Table,
} from './objects.js';

/** Chains that serve as sets: the fixed chains look things up in their elements. */
export const SETS: readonly ChainPart[] = [
  // The routers of the VPCs, and the numbers (zone, mark, routing table) of the VPCs.
  set('filter', 'FROM-BRIDGES'),
  set('filter', 'TO-BRIDGES'),
  set('mangle', 'MARKS'),
  set('mangle', 'BRIDGE-MARKS-OUT'),
  set('mangle', 'TO-BRIDGES'),
  set(
    'mangle',
    'SERVICE-ERRORS',
    rule('drop errors about replies on DNATed connections: the client address may be spoofed', [
      deny('icmp-error'),
    ]),
  ),
  set('mangle', 'MISROUTED'),
  // Requests to a VPC that do not go there.
  set('mangle', 'ASTRAY'),
  set('filter', 'ASTRAY'),
  // The hairpin mark serves the route alone: other programs' filters know the VPC by its own mark.
  set('mangle', 'HAIRPIN-MARK'),
  set(
    'mangle',
    'FORWARD',
    rule('give routed answers the mark of their VPC again', [jump('ANSWERED')]),
  ),
  // By the address of the host that a client asked: the uplink of the answers.
  set('mangle', 'ANSWERS'),
  set('filter', 'BRIDGE-MARKS-IN'),
  set('filter', 'BRIDGE-MARKS-OUT'),
  set('filter', 'GATEWAYS'),
  set('raw', 'ZONE-BY-BRIDGE'),
  set('mangle', 'MARK-BY-BRIDGE'),
  set('filter', 'MARK-BY-BRIDGE'),
  // The connections inside each VPC, in both directions.
  set('filter', 'INNER-CONNECTIONS'),
  // Allowed paths: bridge to bridge, and bridge to uplink by source address.
  set('filter', 'BOUNDARY'),
  set('filter', 'MASQUERADED'),
  set('filter', 'MASQUERADE-REPLIES'),
  // The interfaces that the host itself uses.
  set('filter', 'TO-UPLINKS'),
  set('filter', 'FROM-UPLINKS'),
  set('nat', 'TO-UPLINKS'),
  // The state DNAT alone is no proof: NAT also sets it where it changes the port alone. Port
  // forwards set the mark of their VPC. Another program's DNAT redirects from an address of no
  // workload.
  set('filter', 'FORWARDED'),
  set('filter', 'WORKLOAD-ADDRESSES'),
  set('filter', 'FORGED-SOURCES'),
  set('nat', 'POSTROUTING'),
  // Port forwards.
  set(
    'nat',
    'FORWARDS-BY-BRIDGE',
    rule('forward ports for connections from outside', [jump('FORWARDED-PORTS')]),
  ),
  set('nat', 'FORWARDED-PORTS'),
  // Host services by workload: the port it asks for, the DNAT, and the port after DNAT.
  set('mangle', 'SERVICE-EGRESS'),
  set('nat', 'SERVICE-PORTS'),
  set('filter', 'OPEN-SERVICES'),
  // The ports where services listen. Nobody but their workloads may reach them.
  set('filter', 'SERVICE-LISTENERS'),
  // The addresses of all workloads, by bridge.
  set('filter', 'WORKLOADS'),
  // The share that a VPC has of the host's connections: by the VPC that opens one, else by the
  // other.
  set('filter', 'SHARES-IN'),
  set('filter', 'SHARES-OUT'),
  // The security groups of an address behind a bridge.
  set('filter', 'EGRESS'),
  set('mangle', 'EGRESS'),
  set('filter', 'INGRESS'),
  // Where every packet ends that a VPC drops.
  ...DENYING.map((table) => set(table, 'DENIED', rule('drop what is denied', [drop]))),
  // The source guard.
  set('raw', 'SOURCE-GUARD'),
  set(
    'filter',
    'INPUT',
    rule('keep the ports where services listen closed to everyone outside their VPC', [
      jump('SERVICE-LISTENERS'),
    ]),
  ),
  set('filter', 'OUTPUT'),
  set('arp', 'INPUT'),
];

const NAMES = new Set(SETS.map(({ table, name }) => `${table} ${name}`));

/** Whether a chain of ours is a set: one of the fixed part, or a bridge's own. */
export function isSet(table: Table, name: string): boolean {
  return NAMES.has(`${table} ${name}`) || isSetOfBridge(name);
}
