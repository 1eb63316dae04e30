import {
  isAnyNetwork,
  type LinkFact,
  parseDestination,
  singleNetwork,
  type TrafficFacts,
} from '@vpcctl/sdk';
import { type Hindrance, type Stopped, vpcEnd } from './hindrance.js';
import { HARDENING, programOf } from './programs.js';
import { addressOf, type KnownVpc, uplinksOf } from './questions.js';

const REPLAY = 'vpcctl replay';
/** The least that each router of the internet has to pass on whole is 68, what hosts count on is more (RFC 791). */
const LEAST_MTU = 576;
/** From this loss on nothing passes. */
const ALL = 99.99;

/** Faults of the interfaces on the way: bridges, their ports, and uplinks. Pure. */
export function linkFaults(facts: TrafficFacts, known: KnownVpc): Hindrance[] {
  const links = linksByName(facts);
  return [
    ...bridgeFaults(facts, links, known),
    ...portFaults(links, known),
    ...foreignPorts(facts, known),
    ...uplinksOf(facts, known).flatMap((name) => uplinkFaults(name, facts, links, known)),
    ...queueFaults(facts, known),
  ];
}

type Links = ReadonlyMap<string, LinkFact>;

function linksByName({ links }: TrafficFacts): Links {
  return new Map(links.map((link) => [link.name, link]));
}

/** All packets of a VPC. */
function everything({ vpc }: KnownVpc): Stopped[] {
  return [{ from: vpcEnd(vpc.name), to: null }];
}

function bridgeFaults({ links: all, notForwarding }: TrafficFacts, links: Links, known: KnownVpc) {
  const { name, bridge } = known.vpc;
  const link = links.get(bridge.name);
  const own = { vpcs: [name], stops: everything(known), program: null, fix: REPLAY };
  if (link === undefined) return [{ ...own, says: `the router ${bridge.name} is not there` }];
  if (!link.up) return [{ ...own, says: `the router ${bridge.name} is down` }];
  const smallest = Math.min(
    ...all.filter(({ master }) => master === bridge.name).map(({ mtu }) => mtu ?? 0),
  );
  const isSmall = link.mtu !== null && link.mtu < smallest && smallest < Number.POSITIVE_INFINITY;
  return [
    ...(notForwarding.includes(bridge.name)
      ? [{ ...own, says: `forwarding is off for ${bridge.name}`, program: HARDENING }]
      : []),
    ...(isSmall
      ? [
          {
            ...{ ...own, stops: [] },
            says: `the MTU of ${bridge.name} is ${link.mtu}, and that of its ports ${smallest}: large packets are refused`,
            fix: `ip link set ${bridge.name} mtu ${smallest}`,
          },
        ]
      : []),
  ];
}

/** The workloads whose veth pair is missing, down, or out of the bridge. */
function portFaults(links: Links, { vpc, workloads }: KnownVpc): Hindrance[] {
  return workloads.flatMap((workload) => {
    const { name } = workload.hostEnd;
    const link = links.get(name);
    const isPort = link?.master === vpc.bridge.name;
    if (link?.up && isPort) return [];
    // A container that has ended is said to have done so.
    if (link === undefined && workload.attachment !== null) return [];
    const why = link === undefined ? 'is not there' : isPort ? 'is down' : 'is not in its bridge';
    return [
      {
        vpcs: [vpc.name],
        says: `${name}, the veth pair of ${workload.label}, ${why}`,
        stops: stopped(workload.vpc, addressOf(workload)),
        program: null,
        fix: REPLAY,
      },
    ];
  });
}

/** All packets to or from one workload. */
export function stopped(vpc: string, address: string): Stopped[] {
  return [
    { from: vpcEnd(vpc), to: null, source: singleNetwork(address) },
    { from: null, to: vpcEnd(vpc), destination: singleNetwork(address) },
  ];
}

function foreignPorts({ links }: TrafficFacts, { vpc, workloads }: KnownVpc): Hindrance[] {
  const own = new Set(workloads.map(({ hostEnd }) => hostEnd.name));
  return links
    .filter(({ name, master }) => master === vpc.bridge.name && !own.has(name))
    .map(({ name, kind }) => ({
      vpcs: [vpc.name],
      says: `${name} is a port of ${vpc.bridge.name}, but no workload of ${vpc.name}`,
      stops: [],
      program: programOf({ interface: name, kind }),
      fix: `ip link set ${name} nomaster`,
    }));
}

function uplinkFaults(
  name: string,
  { routes, notForwarding }: TrafficFacts,
  links: Links,
  { vpc, isPublic }: KnownVpc,
): Hindrance[] {
  if (isPublic === null) return [];
  const gateway = vpc.uplink?.gateway ?? null;
  const link = links.get(name);
  const own = {
    ...{ vpcs: [vpc.name], program: null },
    stops: [{ from: vpcEnd(vpc.name), to: 'internet' as const }],
  };
  const which = vpc.uplink === null ? 'INTERFACE' : 'auto';
  const another = `or use another one: vpcctl set-uplink ${vpc.name} ${which}`;
  if (link === undefined) {
    const fix = `rename it back, ${another}`;
    return [{ ...own, says: `${name}, the uplink of ${vpc.name}, is not there`, fix }];
  }
  if (!link.running) {
    const fix = `ip link set ${name} up, ${another}`;
    const why = link.up ? 'has no carrier' : 'is down';
    return [{ ...own, says: `${name}, the uplink of ${vpc.name}, ${why}`, fix }];
  }
  const gateways = routes
    .filter((route) => route.table === MAIN_TABLE && route.interface === name)
    .filter(({ destination }) => isAnyNetwork(parseDestination(destination)))
    .map((route) => route.gateway);
  const isMoved = gateway !== null && gateways.length > 0 && !gateways.includes(gateway);
  return [
    ...(notForwarding.includes(name)
      ? [
          {
            ...own,
            says: `forwarding is off for ${name}, the uplink of ${vpc.name}`,
            program: HARDENING,
            fix: `sysctl -w net.ipv4.conf.${name.replaceAll('.', '/')}.forwarding=1, and in /etc/sysctl.d`,
          },
        ]
      : []),
    ...(link.mtu !== null && link.mtu < LEAST_MTU
      ? [
          {
            ...{ ...own, stops: [] },
            says: `the MTU of ${name}, the uplink of ${vpc.name}, is ${link.mtu}: packets are refused, or cut to pieces`,
            fix: `ip link set ${name} mtu 1500, or what its network can carry`,
          },
        ]
      : []),
    ...(isMoved
      ? [
          {
            ...own,
            says: `the gateway of ${name} is now ${gateways.join(', ')}, and that of ${vpc.name} ${gateway}`,
            fix: `vpcctl set-uplink ${vpc.name} ${name}`,
          },
        ]
      : []),
  ];
}

/** RT_TABLE_MAIN. */
const MAIN_TABLE = 254;

/** Queues that drop packets. On its ports a VPC's owner may want them: `vpcctl shape`. */
function queueFaults(facts: TrafficFacts, known: KnownVpc): Hindrance[] {
  const { vpc, workloads } = known;
  const uplinks = uplinksOf(facts, known);
  return facts.queues.flatMap(({ interface: name, kind, loss }): Hindrance[] => {
    const dropsAll = loss >= ALL;
    const share = dropsAll ? 'all packets' : `${Number(loss.toPrecision(3))} % of packets`;
    const own = {
      vpcs: [vpc.name],
      says: `the queue of ${name} (${kind}) drops ${share}`,
      program: 'a test of bad networks, by tc',
      fix: `tc qdisc del dev ${name} root`,
    };
    if (name === vpc.bridge.name) return [{ ...own, stops: dropsAll ? everything(known) : [] }];
    if (known.isPublic !== null && uplinks.includes(name)) {
      const out = [{ from: vpcEnd(vpc.name), to: 'internet' as const }];
      return [{ ...own, stops: dropsAll ? out : [] }];
    }
    const workload = workloads.find(({ hostEnd }) => hostEnd.name === name);
    if (workload === undefined || !dropsAll) return [];
    return [{ ...own, stops: stopped(vpc.name, addressOf(workload)) }];
  });
}
