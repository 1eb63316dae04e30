import { type ForeignVerdict, hairpinOf, type State, type TrafficFacts } from '@vpcctl/sdk';
import { backendOf } from '../../features/backend/state.js';
import { selectFilters, selectPrograms } from '../../features/foreign-firewalls/state.js';
import {
  type About,
  aboutVpc,
  answersTo,
  comesFrom,
  goesIn,
  isForAll,
  mayPassAnswers,
} from './filter-matches.js';
import { type Hindrance, type Stopped, vpcEnd } from './hindrance.js';
import { type KnownVpc, uplinksOf } from './questions.js';

const SAYS: Readonly<Record<ForeignVerdict['verdict'], string>> = {
  drop: 'drops packets',
  queue: 'puts packets into a queue that no program reads,',
  accept: 'lets packets pass',
  redirect: 'sends packets elsewhere',
  untrack: 'keeps connections from being tracked',
  zone: 'puts connections into another zone of conntrack',
  rewrite: 'rewrites the headers',
  mark: 'takes the marks of packets away',
  'mark-connection': 'takes the marks of connections away',
};

/**
 * What a rule does to a VPC: to its own packets (`of`), or to answers (`to`). What it `stops` is
 * empty where it only hampers some of them.
 */
interface Harm {
  readonly way: 'of' | 'to';
  readonly stops: readonly Stopped[];
}

/**
 * Rules of other programs' packet filters that stop packets of a VPC. Pure. Drops by default are
 * not among them: they have firewall exceptions.
 */
export function filterFaults(state: State, facts: TrafficFacts, vpc: KnownVpc): Hindrance[] {
  const known = { ...vpc, uplinks: uplinksOf(facts, vpc) };
  const hasHairpin = facts.rules.some(({ fwmark }) => fwmark === hairpinOf(vpc.vpc));
  const hasExceptions = selectFilters(state).length + selectPrograms(state).length > 0;
  const given = { backend: backendOf(state), hasHairpin, hasExceptions };
  const [passed, answered] = [new Set<string>(), new Set<string>()];
  return facts.verdicts.flatMap((verdict): Hindrance[] => {
    const { where } = verdict;
    if (verdict.verdict === 'accept') {
      if (aboutVpc(verdict, known).length > 0 && isForAll(verdict, known)) passed.add(where);
      if (mayPassAnswers(verdict, known)) answered.add(where);
      return [];
    }
    const harms = harmsOf(verdict, known, given);
    const harm = harms.find(({ way }) => !(way === 'of' ? passed : answered).has(where));
    return harm === undefined ? [] : [hindrance(verdict, known, harm)];
  });
}

function hindrance(verdict: ForeignVerdict, { vpc: { name } }: KnownVpc, harm: Harm): Hindrance {
  const says = SAYS[verdict.verdict];
  return {
    vpcs: [name],
    says: `a rule in ${verdict.where} ${says} ${harm.way} ${name}${inWords(verdict)}`,
    // Of a rule for some ports or protocols, the others pass.
    stops: verdict.partial ? [] : harm.stops,
    isNarrow: harm.way === 'to' && verdict.source !== null,
    program: null,
    fix: 'take the rule away, or let the VPC pass before it',
  };
}

/** What matters besides the rule and the VPC. */
interface Given {
  readonly backend: string | null;
  readonly hasHairpin: boolean;
  /** Whether other firewalls let packets of VPCs pass by their marks. */
  readonly hasExceptions: boolean;
}

function harmsOf(verdict: ForeignVerdict, known: About, given: Given): Harm[] {
  switch (verdict.verdict) {
    case 'accept':
      return [];
    case 'redirect':
      // A port, as a rule: the others pass. At an ingress it is all.
      return verdict.hook === 'ingress'
        ? [...ofVpc(verdict, known), ...toVpc(verdict, known)]
        : ofVpc(verdict, known).map((each) => ({ ...each, stops: [] }));
    case 'drop':
    case 'queue':
    case 'rewrite':
      return [...ofVpc(verdict, known), ...toVpc(verdict, known)];
    case 'untrack':
      return untracked(verdict, known, given);
    case 'zone':
      return rezoned(verdict, known);
    case 'mark':
      return unmarked(verdict, known, given);
    case 'mark-connection':
      return remarked(verdict, known);
  }
}

const ofVpc = (verdict: ForeignVerdict, known: About): Harm[] =>
  harm('of', aboutVpc(verdict, known));

/** A rule for some answers is not named: which program waits for them is not known. */
const toVpc = (verdict: ForeignVerdict, known: About): Harm[] =>
  verdict.partial ? [] : harm('to', answersTo(verdict, known));

const harm = (way: Harm['way'], stops: readonly Stopped[]): Harm[] =>
  stops.length === 0 ? [] : [{ way, stops }];

/** The priority of conntrack (NF_IP_PRI_CONNTRACK), and those of the rules of vpcctl before and behind it. */
const [ZONES, CONNTRACK, MARKS] = [-300, -200, -150];
/** The priority of most firewalls, which have the exceptions (NF_IP_PRI_FILTER). */
const FILTERS = 0;

/** Only what conntrack has not seen yet can be kept from it. */
function untracked(verdict: ForeignVerdict, known: About, { backend }: Given): Harm[] {
  const { hook, priority, source, destination } = verdict;
  if (priority > CONNTRACK) return [];
  if (hook === 'output') {
    const to = vpcEnd(known.vpc.name);
    return goesIn(verdict, known) ? harm('of', [{ from: 'host', to, source, destination }]) : [];
  }
  // A packet that has a zone is tracked all the same: nftables gives one to those that have none
  // yet, iptables does not.
  const isLate = backend === 'nftables' || (backend === 'iptables-legacy' && priority > ZONES);
  return [...(isLate ? [] : ofVpc(verdict, known)), ...toVpc(verdict, known)];
}

/**
 * A zone that a packet has got it keeps. What the host opens is in none, and so are its answers; a
 * connection to the internet has to find its answers in one zone.
 */
function rezoned(verdict: ForeignVerdict, known: About): Harm[] {
  if (verdict.hook !== 'prerouting' || verdict.priority > CONNTRACK) return [];
  const own = vpcEnd(known.vpc.name);
  const isEarly = verdict.priority <= ZONES && comesFrom(verdict, known);
  if (!isEarly) return toVpc(verdict, known);
  const isApart = known.isPublic !== null && toVpc(verdict, known).length === 0;
  return harm('of', [
    { from: 'host', to: own },
    ...(isApart ? [{ from: own, to: 'internet' } as const] : []),
  ]);
}

/**
 * The mark of a packet chooses its route, and exceptions of other firewalls know it; all else is
 * asked of the connection's.
 */
function unmarked(
  verdict: ForeignVerdict,
  known: About,
  { hasHairpin, hasExceptions }: Given,
): Harm[] {
  const { hook, priority } = verdict;
  if (hook === 'prerouting' && priority <= MARKS) return [];
  const isFiltered = hasExceptions && ['prerouting', 'forward', 'input'].includes(hook);
  const own = isFiltered && priority <= FILTERS ? ofVpc(verdict, known) : [];
  if (hook !== 'prerouting') return own;
  // By the main table answers go to the older one of two VPCs with the same addresses.
  const answers = known.isShadowed ? toVpc(verdict, known) : [];
  const isHairpin = hasHairpin && comesFrom(verdict, known);
  return [...own, ...answers, ...(isHairpin ? [{ way: 'of', stops: [] } as const] : [])];
}

/** Only a packet that conntrack has seen has a connection. */
function remarked(verdict: ForeignVerdict, known: About): Harm[] {
  const { hook, priority, source, destination } = verdict;
  if (hook === 'prerouting' && priority <= CONNTRACK) return [];
  if (hook !== 'output') return [...ofVpc(verdict, known), ...toVpc(verdict, known)];
  // What the host opens has no mark to lose; what it answers finds its route by the mark.
  const reply = { from: 'host', to: vpcEnd(known.vpc.name), source, destination } as const;
  const request = { from: reply.to, to: reply.from, source: destination, destination: source };
  return goesIn(verdict, known) ? harm('of', [request]) : [];
}

function inWords({ source, destination, incoming, outgoing }: ForeignVerdict): string {
  return [
    source === null ? '' : ` from ${source}`,
    destination === null ? '' : ` to ${destination}`,
    incoming === null ? '' : ` that come in by ${incoming}`,
    outgoing === null ? '' : ` that leave by ${outgoing}`,
  ].join('');
}
