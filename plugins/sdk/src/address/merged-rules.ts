import type { GroupRule } from '../resource/resources.js';
import { mergedRanges } from './ranges.js';

/** A range of numbers; both ends are part of it. */
type Range = { readonly from: number; readonly to: number };

/** Rules of a security group as one rule: any of its ports, with any of its remotes. */
export interface MergedRule {
  readonly action: GroupRule['action'];
  readonly protocol: GroupRule['protocol'];
  /** Sorted, and apart from each other; null: all ports. For icmp: types. */
  readonly ports: readonly Range[] | null;
  /** CIDRs and addresses; null: any address. */
  readonly remotes: readonly string[] | null;
  /** The places of the rules in their list, from 1, in order. */
  readonly numbers: readonly number[];
  /** The description of a rule that stands alone. */
  readonly description: string | null;
}

/** Fewer rules are cheap to walk, and each keeps its description. */
const LONG = 30;

/**
 * The rules of a security group, each with its place in the list. Rules that match nothing are left
 * out. Of a long list, rules that can be one without another meaning are merged: in a run of rules
 * with the same action, order means nothing. So those with the same protocol and remotes become one
 * rule with a set of ports, and those with the same protocol and ports become one rule with a set
 * of remotes. Pure.
 * @param first the place of the first rule, where `rules` are a part of a longer list
 * @param length how many rules that list has
 * @throws VpcctlError `ADDRESS_INVALID`
 */
export function mergeRules(
  rules: readonly GroupRule[],
  first = 1,
  length = rules.length,
): MergedRule[] {
  const single = rules.flatMap((rule, index) =>
    canMatch(rule) ? [asMerged(rule, first + index)] : [],
  );
  if (length < LONG) return single;
  return runsOf(single).flatMap((run) => {
    if (run.length === 1) return run;
    const withPorts = groupsOf(run, remotesKey).map(joinedPorts);
    const merged = groupsOf(withPorts, portsKey).map(joinedRemotes);
    return merged.toSorted((one, other) => (one.numbers[0] ?? 0) - (other.numbers[0] ?? 0));
  });
}

/**
 * What a merged rule does, for its comment: `allow what ingress rules 1-3, 7 match`. At most 100
 * characters. Pure.
 */
export function mergedRuleSummary(
  { action, numbers }: Pick<MergedRule, 'action' | 'numbers'>,
  direction: 'ingress' | 'egress',
): string {
  if (numbers.length === 1) return `${action} what ${direction} rule ${numbers[0]} matches`;
  const ranges = joinedRanges(numbers.map((number) => ({ from: number, to: number })));
  const texts = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  const few = texts.length <= 8 ? texts : [...texts.slice(0, 7), 'others'];
  return `${action} what ${direction} rules ${few.join(', ')} match`;
}

const canMatch = ({ remotes }: GroupRule) => remotes === null || remotes.length > 0;

function asMerged(rule: GroupRule, number: number): MergedRule {
  const { action, protocol, ports, remotes, description } = rule;
  const ranges = ports === null ? null : [ports];
  return { action, protocol, ports: ranges, remotes, numbers: [number], description };
}

/** The longest stretches of neighbours with the same action. */
function runsOf(rules: readonly MergedRule[]): MergedRule[][] {
  const runs: MergedRule[][] = [];
  for (const rule of rules) {
    const last = runs.at(-1);
    if (last?.[0]?.action === rule.action) last.push(rule);
    else runs.push([rule]);
  }
  return runs;
}

type Group = readonly [MergedRule, ...MergedRule[]];

function groupsOf(run: readonly MergedRule[], keyOf: (rule: MergedRule) => string): Group[] {
  const groups = new Map<string, [MergedRule, ...MergedRule[]]>();
  for (const rule of run) {
    const key = keyOf(rule);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rule]);
    else group.push(rule);
  }
  return [...groups.values()];
}

function remotesKey({ protocol, remotes }: MergedRule): string {
  const ranges = remotes && mergedRanges(remotes);
  const texts = ranges?.map(({ family, first, last }) => `${family} ${first}-${last}`);
  return JSON.stringify([protocol, texts ?? null]);
}

function portsKey({ protocol, ports }: MergedRule): string {
  return JSON.stringify([protocol, ports]);
}

/** A group with the same remotes. All ports include each of them. */
function joinedPorts(group: Group): MergedRule {
  const all = group.some(({ ports }) => ports === null);
  const ranges = group.flatMap(({ ports }) => ports ?? []);
  return joined(group, { ports: all ? null : joinedRanges(ranges) });
}

/** A group with the same ports. */
function joinedRemotes(group: Group): MergedRule {
  const all = group.some(({ remotes }) => remotes === null);
  return joined(group, { remotes: all ? null : group.flatMap(({ remotes }) => remotes ?? []) });
}

function joined(group: Group, parts: Partial<MergedRule>): MergedRule {
  const [first, ...others] = group;
  if (others.length === 0) return first;
  const numbers = group.flatMap((rule) => rule.numbers).toSorted((one, other) => one - other);
  return { ...first, ...parts, numbers, description: null };
}

/** Sorted ranges: those that touch or overlap become one. */
function joinedRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = merged.at(-1);
    if (last !== undefined && range.from <= last.to + 1) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}
