/**
 * Rules of a security group that each name single addresses and single ports. A verdict map holds
 * any number of them: a packet looks once, and a change of a rule is a change of elements.
 */
import { type GroupRule, singleAddress } from '@vpcctl/sdk';

/** Fewer keys are cheap to walk, and as rules each has its comment. */
const MANY = 30;

/** What one packet can be: the remote address, the protocol, and the port. */
export interface ExactKey {
  readonly address: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly action: GroupRule['action'];
  /** The place of the rule in the list, from 1. */
  readonly number: number;
}

/** Neighbours in a list of rules: as keys of a map, or as they are. */
export interface Stretch {
  /** Each key once, with the action of its first rule; null where the rules are no such. */
  readonly keys: readonly ExactKey[] | null;
  readonly rules: readonly GroupRule[];
  /** The place of the first rule in the list, from 1. */
  readonly first: number;
}

/**
 * Splits rules into stretches of neighbours: those that name many single addresses and ports, and
 * the ones between them. Pure. Within a stretch of the first kind two rules match the same packets
 * or have none in common, so its order says no more than which of two equal keys comes first.
 */
export function stretchesOf(rules: readonly GroupRule[]): Stretch[] {
  const stretches: Stretch[] = [];
  let others = 0;
  for (let at = 0; at < rules.length; ) {
    let end = at;
    while (end < rules.length && isExact(rules[end])) end += 1;
    const keys = end === at ? [] : keysOf(rules.slice(at, end), at + 1);
    if (keys.length >= MANY) {
      if (others < at) stretches.push(between(rules, others, at));
      stretches.push({ ...between(rules, at, end), keys });
      others = end;
    }
    at = Math.max(end, at + 1);
  }
  if (others < rules.length) stretches.push(between(rules, others, rules.length));
  return stretches;
}

function between(rules: readonly GroupRule[], from: number, to: number): Stretch {
  return { keys: null, rules: rules.slice(from, to), first: from + 1 };
}

function isExact(rule: GroupRule | undefined): boolean {
  if (rule === undefined || (rule.protocol !== 'tcp' && rule.protocol !== 'udp')) return false;
  const { ports, remotes } = rule;
  if (ports === null || ports.from !== ports.to || remotes === null) return false;
  return remotes.every((remote) => singleAddress(remote) !== null);
}

function keysOf(rules: readonly GroupRule[], first: number): ExactKey[] {
  const keys = new Map<string, ExactKey>();
  for (const [at, { protocol, ports, remotes, action }] of rules.entries()) {
    if (protocol !== 'tcp' && protocol !== 'udp') continue;
    for (const remote of remotes ?? []) {
      const address = singleAddress(remote) ?? remote;
      const port = ports?.from ?? 0;
      const id = `${address} ${protocol} ${port}`;
      if (!keys.has(id)) keys.set(id, { address, protocol, port, action, number: first + at });
    }
  }
  return [...keys.values()];
}
