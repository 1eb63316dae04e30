import {
  containsNetwork,
  type ForeignVerdict,
  overlaps,
  singleNetwork,
  type TrafficFacts,
} from '@vpcctl/sdk';
import { type Hindrance, type Stopped, vpcEnd } from './hindrance.js';
import { addressOf, type KnownVpc, uplinksOf } from './questions.js';
import { readNetwork } from './way.js';

const SAYS: Readonly<Record<ForeignVerdict['verdict'], string>> = {
  drop: 'drops packets',
  accept: 'lets packets pass',
  redirect: 'sends packets elsewhere',
  untrack: 'keeps connections from being tracked',
  mark: 'takes the marks of packets away',
};

/** What a rule is compared with. */
interface About extends KnownVpc {
  readonly uplinks: readonly string[];
}

/**
 * Rules of other programs' packet filters that stop packets of a VPC. Pure. Drops by default are
 * not among them: they have firewall exceptions.
 */
export function filterFaults(facts: TrafficFacts, vpc: KnownVpc): Hindrance[] {
  const known = { ...vpc, uplinks: uplinksOf(facts, vpc) };
  const [passed, answered] = [new Set<string>(), new Set<string>()];
  return facts.verdicts.flatMap((verdict): Hindrance[] => {
    const { where } = verdict;
    if (verdict.verdict === 'accept') {
      if (aboutVpc(verdict, known).length > 0 && isForAll(verdict, known)) passed.add(where);
      if (mayPassAnswers(verdict, known)) answered.add(where);
      return [];
    }
    const about = passed.has(where) ? [] : aboutVpc(verdict, known);
    if (about.length > 0) return [hindrance(verdict, known, 'of', about)];
    if (answered.has(where) || !stopsAnswers(verdict, known)) return [];
    return [hindrance(verdict, known, 'to', [{ from: vpcEnd(vpc.vpc.name), to: 'internet' }])];
  });
}

function hindrance(
  verdict: ForeignVerdict,
  { vpc: { name } }: KnownVpc,
  way: 'of' | 'to',
  about: readonly Stopped[],
): Hindrance {
  const says = SAYS[verdict.verdict];
  const isWhole = !verdict.partial && (verdict.verdict === 'drop' || way === 'to');
  return {
    vpcs: [name],
    says: `a rule in ${verdict.where} ${says} ${way} ${name}${inWords(verdict)}`,
    // Such a rule is for some ports or protocols, and the others pass.
    stops: isWhole ? about : [],
    program: null,
    fix: 'take the rule away, or let the VPC pass before it',
  };
}

/** Whether a rule is for all answers of the internet: they come by the uplink, to its address. */
function stopsAnswers(verdict: ForeignVerdict, known: About): boolean {
  const { hook, source, destination, incoming, partial } = verdict;
  if (known.isPublic === null || partial || source !== null) return false;
  const comes = incoming !== null && known.uplinks.some((uplink) => isName(incoming, uplink));
  switch (hook) {
    case 'ingress':
      return verdict.verdict === 'drop' && comes && destination === null;
    case 'prerouting': {
      const isWhole = ['drop', 'untrack'].includes(verdict.verdict) && destination === null;
      return isWhole && (comes || incoming === null);
    }
    case 'forward':
      return verdict.verdict === 'drop' && comes && goesIn(verdict, known);
    default:
      return false;
  }
}

/** Whether a rule may accept answers of the internet, all or some. */
function mayPassAnswers(verdict: ForeignVerdict, known: About): boolean {
  const { incoming } = verdict;
  const comes = incoming === null || known.uplinks.some((uplink) => isName(incoming, uplink));
  return comes && (verdict.outgoing === null || goesIn(verdict, known));
}

/** Whether what a rule is for goes into the VPC. */
function goesIn({ outgoing, destination }: ForeignVerdict, known: About): boolean {
  const leaves = outgoing === null || isName(outgoing, known.vpc.bridge.name);
  return leaves && isWithin(destination, known);
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
function aboutVpc(verdict: ForeignVerdict, known: About): Stopped[] {
  const { hook, source, destination, incoming, outgoing, partial } = verdict;
  const { vpc, workloads } = known;
  const own = vpcEnd(vpc.name);
  const port = workloads.find(({ hostEnd }) => hostEnd.name === incoming);
  const entersHere = incoming === null || isName(incoming, vpc.bridge.name) || port !== undefined;
  const leavesHere = outgoing === null || isName(outgoing, vpc.bridge.name);
  const goesOut = outgoing === null || known.uplinks.some((uplink) => isName(outgoing, uplink));
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
