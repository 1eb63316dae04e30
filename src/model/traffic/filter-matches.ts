import { containsNetwork, type ForeignVerdict, overlaps, singleNetwork } from '@vpcctl/sdk';
import { type Stopped, vpcEnd } from './hindrance.js';
import { addressOf, type KnownVpc } from './questions.js';
import { readNetwork } from './way.js';

/** What a rule is compared with. */
export interface About extends KnownVpc {
  readonly uplinks: readonly string[];
}

/** The packets of a VPC that a rule is for. Pure. */
export function aboutVpc(verdict: ForeignVerdict, known: About): Stopped[] {
  const { hook, source, destination, incoming, outgoing, partial } = verdict;
  const { vpc } = known;
  const own = vpcEnd(vpc.name);
  const leavesHere = outgoing === null || isName(outgoing, vpc.bridge.name);
  const goesOut = outgoing === null || known.uplinks.some((uplink) => isName(outgoing, uplink));
  const port = portOf(verdict, known);
  const from = port === null ? source : singleNetwork(addressOf(port));
  // The host's own ports are none of a VPC's business, but for pings to its router.
  const toHost = hook === 'input' && !partial;
  const found: Stopped[] = [];
  if (hook !== 'output' && comesFrom(verdict, known) && (hook !== 'input' || toHost)) {
    const isInside = destination === null || isWithin(destination, known);
    if (toHost) found.push({ from: own, to: 'host', source: from });
    else if (isInside && leavesHere) found.push({ from: own, to: null, source: from, destination });
    else if (goesOut && known.isPublic !== null)
      found.push({ from: own, to: 'internet', source: from, destination });
  }
  const arrives = hook === 'forward' || hook === 'postrouting' || hook === 'output';
  if (arrives && incoming === null && goesIn(verdict, known)) {
    // Of a rule without an address, the packets of the VPC itself tell enough.
    if (destination !== null || outgoing !== null) {
      found.push({ from: hook === 'output' ? 'host' : null, to: own, source, destination });
    }
  }
  return found;
}

/** The answers of the internet that a rule is for: they come by the uplink. Pure. */
export function answersTo(verdict: ForeignVerdict, known: About): Stopped[] {
  const { hook, source, destination, incoming } = verdict;
  if (known.isPublic === null || (source !== null && isWithin(source, known))) return [];
  const comes = comesByUplink(verdict, known);
  const is = {
    ingress: incoming !== null && comes && destination === null,
    // Before NAT they go to the uplink's address.
    prerouting: comes && destination === null,
    // Of a rule without both, the packets of the VPC itself tell enough.
    forward: (incoming ?? source) !== null && comes && goesIn(verdict, known),
    ...{ postrouting: false, input: false, output: false },
  }[hook];
  return is ? [{ from: vpcEnd(known.vpc.name), to: 'internet', destination: source }] : [];
}

/** Whether a rule may accept answers of the internet, all or some. Pure. */
export function mayPassAnswers(verdict: ForeignVerdict, known: About): boolean {
  const comes = comesByUplink(verdict, known);
  return comes && (verdict.outgoing === null || goesIn(verdict, known));
}

/** Whether an accept is for all packets of the VPC, so that none meets what follows. Pure. */
export function isForAll(
  { partial, source, destination, outgoing }: ForeignVerdict,
  { cidr }: KnownVpc,
): boolean {
  const read = source === null ? null : readNetwork(source);
  const isWide = source === null || (read !== null && containsNetwork(read, cidr));
  return !partial && isWide && destination === null && outgoing === null;
}

/** Whether what a rule is for comes from the VPC. Pure. */
export function comesFrom(verdict: ForeignVerdict, known: About): boolean {
  const { incoming, source } = verdict;
  const enters =
    incoming === null || isName(incoming, known.vpc.bridge.name) || portOf(verdict, known) !== null;
  return enters && isWithin(source, known);
}

/** Whether what a rule is for goes into the VPC. Pure. */
export function goesIn({ outgoing, destination }: ForeignVerdict, known: About): boolean {
  const leaves = outgoing === null || isName(outgoing, known.vpc.bridge.name);
  return leaves && isWithin(destination, known);
}

function portOf({ incoming }: ForeignVerdict, { workloads }: About) {
  return workloads.find(({ hostEnd }) => hostEnd.name === incoming) ?? null;
}

function comesByUplink({ incoming }: ForeignVerdict, { uplinks }: About): boolean {
  return incoming === null || uplinks.some((uplink) => isName(incoming, uplink));
}

function isWithin(network: string | null, { cidr }: KnownVpc): boolean {
  if (network === null) return true;
  const read = readNetwork(network);
  return read !== null && overlaps(read, cidr);
}

/** A pattern may end in `*`. */
function isName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
