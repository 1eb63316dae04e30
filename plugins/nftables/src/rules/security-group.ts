import {
  type DeniedCause,
  type GroupRule,
  hasPorts,
  type Json,
  type MergedRule,
  mergedRuleSummary,
  mergeRules,
  protocolNumber,
  type SecurityGroup,
} from '@vpcctl/sdk';
import { ADDRESS_TYPES, addressMatch } from '../ruleset/addresses.js';
import { comment } from '../ruleset/comment.js';
import {
  type ChainPart,
  type CounterPart,
  chain,
  concat,
  count,
  countedMap,
  deny,
  dispatch,
  type ElementPart,
  element,
  equal,
  fragment,
  goBack,
  goto,
  jump,
  meta,
  payload,
  type RulePart,
  type RulesetFragment,
  rule,
  type SetPart,
} from '../ruleset/objects.js';
import { counterOf, defaultCounter } from './counters.js';
import { type ExactKey, type Stretch, stretchesOf } from './exact-rules.js';

interface Direction {
  /** The verdict map, and the prefix of the chain's name. */
  readonly map: 'ingress' | 'egress';
  readonly prefix: 'in' | 'out';
  /** The field with the remote address. */
  readonly remote: 'saddr' | 'daddr';
}

// A packet that a group allows goes on: to the receiver's policy, and to the share of the VPC.
const INGRESS: Direction = { map: 'ingress', prefix: 'in', remote: 'saddr' };
const EGRESS: Direction = { map: 'egress', prefix: 'out', remote: 'daddr' };

/**
 * A chain for each direction that has rules, and a map element for each address. Many neighbouring
 * rules with single addresses and ports are the elements of a map of their own.
 */
export function securityGroupRules(group: SecurityGroup['attributes']): RulesetFragment {
  const counters = new Map<string, CounterPart>();
  const counter = (name: string): Json => {
    counters.set(name, { family: 'inet', name });
    return count(name);
  };
  const sets: SetPart[] = [];
  const chains: ChainPart[] = [];
  const elements: ElementPart[] = [];
  for (const [direction, rules] of directionsOf(group)) {
    const name = `${direction.prefix}/${group.name}`;
    const parts: RulePart[] = [];
    for (const stretch of stretchesOf(rules)) {
      if (stretch.keys === null) {
        const merged = mergeRules(stretch.rules, stretch.first, rules.length);
        parts.push(
          ...merged.map((each) => groupRule(each, direction, counter(counterOf(name, each)))),
        );
        continue;
      }
      const map = `${name}/${sets.length + 1}`;
      sets.push(countedMap('inet', map, ADDRESS_TYPES.ipv4, 'inet_proto', 'inet_service'));
      parts.push(exactRule(stretch, direction, map));
      for (const key of stretch.keys) elements.push(exactElement(key, map));
      if (stretch.keys.some(({ action }) => action === 'deny')) {
        const why = `drop what ${direction.map} rules from ${stretch.first} on deny`;
        const dropped = deny(`${direction.map}-rule`, stretch.first);
        const name = `${map}/denied`;
        chains.push(chain('inet', name, rule(why, counter(name), ...dropped)));
      }
    }
    chains.push(
      chain(
        'inet',
        name,
        ...parts,
        rule(
          `drop everything that no ${direction.map} rule allows`,
          counter(defaultCounter(name)),
          ...deny(`${direction.map}-default`),
        ),
      ),
    );
    for (const address of group.addresses) {
      elements.push(element('inet', direction.map, [group.bridge, address], jump(name)));
    }
  }
  return fragment({ counters: [...counters.values()], sets, chains, elements });
}

/** The directions that have rules. */
function directionsOf({ ingress, egress }: SecurityGroup['attributes']) {
  const both = [
    [INGRESS, ingress],
    [EGRESS, egress],
  ] as const;
  return both.flatMap(([direction, rules]) =>
    rules === null ? [] : [[direction, rules] as const],
  );
}

/** What counts the packets of some rules: a counter of all of them, or a map's elements. */
export type CountedRules = { readonly direction: 'ingress' | 'egress' } & (
  | { readonly counter: string; readonly numbers: readonly number[] }
  | { readonly map: string; readonly keys: readonly CountedKey[] }
);

/** An element of a map, and the place of its rule, from 1. */
interface CountedKey {
  readonly key: readonly Json[];
  readonly number: number;
}

/** What counts the packets of each rule of a group; the default is no rule. */
export function countedRules(group: SecurityGroup['attributes']): CountedRules[] {
  // Maps of both directions are numbered together, as they are made.
  let maps = 0;
  return directionsOf(group).flatMap(([{ map: direction, prefix }, rules]): CountedRules[] => {
    const name = `${prefix}/${group.name}`;
    const counted = stretchesOf(rules).flatMap((stretch): CountedRules[] => {
      if (stretch.keys === null) {
        const merged = mergeRules(stretch.rules, stretch.first, rules.length);
        return merged.map((each) => {
          return { direction, counter: counterOf(name, each), numbers: each.numbers };
        });
      }
      maps += 1;
      const keys = stretch.keys.map((each) => ({ key: keyParts(each), number: each.number }));
      return [{ direction, map: `${name}/${maps}`, keys }];
    });
    return [...counted, { direction, counter: defaultCounter(name), numbers: [] }];
  });
}

/** What a rule or a default denies, and its counter. */
interface Denying {
  readonly cause: DeniedCause;
  readonly counter: string;
}

/** The counters of what the rules of a group, and their defaults, deny. */
export function denyingCounters(group: SecurityGroup['attributes']): Denying[] {
  const denies = (numbers: readonly number[], rules: readonly GroupRule[] | null) =>
    numbers.some((number) => rules?.[number - 1]?.action === 'deny');
  return countedRules(group).flatMap((each): Denying[] => {
    const cause = `${each.direction}-rule` as const;
    const rules = group[each.direction];
    if ('map' in each) {
      const numbers = each.keys.map(({ number }) => number);
      return denies(numbers, rules) ? [{ cause, counter: `${each.map}/denied` }] : [];
    }
    if (each.numbers.length === 0) {
      return [{ cause: `${each.direction}-default` as const, counter: each.counter }];
    }
    return denies(each.numbers, rules) ? [{ cause, counter: each.counter }] : [];
  });
}

/** One lookup for many rules. Only tcp and udp are among the keys, so other packets go on. */
function exactRule({ first, rules }: Stretch, { remote, map: way }: Direction, map: string) {
  const last = first + rules.length - 1;
  const key = concat(payload('ip', remote), meta('l4proto'), payload('th', 'dport'));
  return rule(`what ${way} rules ${first}-${last} say`, dispatch(key, map));
}

const keyParts = ({ address, protocol, port }: ExactKey): Json[] => [address, protocol, port];

function exactElement(exact: ExactKey, map: string) {
  const verdict = exact.action === 'allow' ? goBack : goto(`${map}/denied`);
  return element('inet', map, keyParts(exact), verdict);
}

function groupRule(given: MergedRule, direction: Direction, counting: Json): RulePart {
  const [number] = given.numbers;
  const verdict = given.action === 'allow' ? [goBack] : deny(`${direction.map}-rule`, number);
  const address =
    given.remotes === null
      ? []
      : [equal(payload('ip', direction.remote), addressMatch(given.remotes))];
  const why = comment(given.description, mergedRuleSummary(given, direction.map));
  return rule(why, ...protocolMatch(given), ...address, counting, ...verdict);
}

function protocolMatch({ protocol, ports }: MergedRule): Json[] {
  if (protocol === 'icmp' && ports !== null) {
    return [equal(payload('icmp', 'type'), portMatch(ports))];
  }
  if (hasPorts(protocol) && ports !== null) {
    return [equal(payload(protocol, 'dport'), portMatch(ports))];
  }
  if (protocol !== 'all') return [equal(meta('l4proto'), protocolKey(protocol))];
  if (ports === null) return [];
  const inTransport = equal(meta('l4proto'), { set: ['tcp', 'udp'] });
  return [inTransport, equal(payload('th', 'dport'), portMatch(ports))];
}

/** nft knows few names on a host without `/etc/protocols`. */
function protocolKey(protocol: string): Json {
  return ['tcp', 'udp', 'icmp'].includes(protocol) ? protocol : protocolNumber(protocol);
}

/** The right side of a match on a port, as nft prints it: a single item needs no set. */
function portMatch(ports: NonNullable<MergedRule['ports']>): Json {
  const items = ports.map(({ from, to }): Json => (from === to ? from : { range: [from, to] }));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { set: items };
}
