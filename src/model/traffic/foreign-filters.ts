import {
  containsNetwork,
  type ForeignVerdict,
  overlaps,
  singleNetwork,
  type TrafficFacts,
} from '@vpcctl/sdk';
import { type Hindrance, type Stopped, vpcEnd } from './hindrance.js';
import { addressOf, type KnownVpc } from './questions.js';
import { readNetwork } from './way.js';

const SAYS: Readonly<Record<ForeignVerdict['verdict'], string>> = {
  drop: 'drops packets',
  accept: 'lets packets pass',
  redirect: 'sends packets elsewhere',
  untrack: 'keeps connections from being tracked',
  mark: 'takes the marks of packets away',
};

/**
 * Rules of other programs' packet filters that stop packets of a VPC. Pure. Drops by default are
 * not among them: they have firewall exceptions.
 */
export function filterFaults({ verdicts }: TrafficFacts, known: KnownVpc): Hindrance[] {
  const passed = new Set<string>();
  return verdicts.flatMap((verdict): Hindrance[] => {
    const about = aboutVpc(verdict, known);
    if (about.length === 0 || passed.has(verdict.where)) return [];
    if (verdict.verdict === 'accept') {
      if (isForAll(verdict, known)) passed.add(verdict.where);
      return [];
    }
    return [
      {
        vpcs: [known.vpc.name],
        says: `a rule in ${verdict.where} ${SAYS[verdict.verdict]} of ${known.vpc.name}${inWords(verdict)}`,
        // Such a rule is for some ports or protocols, and the others pass.
        stops: verdict.partial || verdict.verdict !== 'drop' ? [] : about,
        program: null,
        fix: 'take the rule away, or let the VPC pass before it',
      },
    ];
  });
}

function inWords({ source, destination, incoming, outgoing }: ForeignVerdict): string {
  return [
    source === null ? '' : ` from ${source}`,
    destination === null ? '' : ` to ${destination}`,
    incoming === null ? '' : ` that come in by ${incoming}`,
    outgoing === null ? '' : ` that leave by ${outgoing}`,
  ].join('');
}

/** The packets of a VPC that a rule is for. */
function aboutVpc(verdict: ForeignVerdict, known: KnownVpc): Stopped[] {
  const { hook, source, destination, incoming, outgoing, partial } = verdict;
  const { vpc, workloads } = known;
  const own = vpcEnd(vpc.name);
  const port = workloads.find(({ hostEnd }) => hostEnd.name === incoming);
  const entersHere = incoming === null || isName(incoming, vpc.bridge.name) || port !== undefined;
  const leavesHere = outgoing === null || isName(outgoing, vpc.bridge.name);
  const goesOut = outgoing === null || isName(outgoing, vpc.uplink?.interface ?? '');
  const from = port === undefined ? source : singleNetwork(addressOf(port));
  // The host's own ports are none of a VPC's business, but for pings to its router.
  const toHost = hook === 'input' && !partial;
  const found: Stopped[] = [];
  if (hook !== 'output' && entersHere && isWithin(source, known) && (hook !== 'input' || toHost)) {
    const isInside = destination === null || isWithin(destination, known);
    if (toHost) found.push({ from: own, to: 'host', source: from });
    else if (isInside && leavesHere) found.push({ from: own, to: null, source: from, destination });
    else if (goesOut && known.isPublic !== null)
      found.push({ from: own, to: 'internet', source: from, destination });
  }
  const arrives = hook === 'forward' || hook === 'postrouting' || hook === 'output';
  if (arrives && leavesHere && incoming === null && isWithin(destination, known)) {
    // Of a rule without an address, the packets of the VPC itself tell enough.
    if (destination !== null || outgoing !== null) {
      found.push({ from: hook === 'output' ? 'host' : null, to: own, source, destination });
    }
  }
  return found;
}

function isWithin(network: string | null, { cidr }: KnownVpc): boolean {
  if (network === null) return true;
  const read = readNetwork(network);
  return read !== null && overlaps(read, cidr);
}

/** Whether an accept is for all packets of the VPC, so that none meets what follows. */
function isForAll({ partial, source, destination, outgoing }: ForeignVerdict, known: KnownVpc) {
  const read = source === null ? null : readNetwork(source);
  const isWide = source === null || (read !== null && containsNetwork(read, known.cidr));
  return !partial && isWide && destination === null && outgoing === null;
}

/** A pattern may end in `*`. */
function isName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
