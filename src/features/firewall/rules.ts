import type { FirewallRule } from './state.js';
import {
  countWords,
  type FileRule,
  readIcmpType,
  readPort,
  readProtocol,
  readRemote,
  valuesOf,
  type Words,
} from './words.js';

/** How many rules the lists of one rule may stand for. */
export const MOST_COMBINATIONS = 10_000;

/**
 * The rules of one direction as recorded. A rule with lists becomes one for each combination; they
 * stand in its place, and their order means nothing. An empty list denies all; null, where the
 * direction is left out, leaves it open.
 */
export function groupRules(rules: readonly FileRule[] | undefined): FirewallRule[] | null {
  return rules?.flatMap(recordedRules) ?? null;
}

/** A rule of a file as recorded. */
export function recordedRules(rule: FileRule): FirewallRule[] {
  const protocols = valuesOf(rule.protocol, readProtocol) ?? ['all' as const];
  const ranges = rule.type === undefined ? portsOf(rule) : valuesOf(rule.type, readIcmpType);
  const remotes = valuesOf(remotesOf(rule), readRemote);
  const { action, description = null } = rule;
  // A word for all protocols includes the other ones.
  const named = protocols.includes('all') ? (['all'] as const) : [...new Set(protocols)];
  return named.flatMap((protocol) =>
    (ranges ?? [null]).flatMap((ports) =>
      (remotes ?? [null]).map((remote) => ({ action, protocol, ports, remote, description })),
    ),
  );
}

/** How many rules the lists of a rule stand for, at most. */
export function combinationsOf(rule: FileRule): number {
  const lists = [rule.protocol, rule.port ?? rule.ports, rule.type, remotesOf(rule)];
  let product = 1;
  for (const words of lists) if (words !== undefined) product *= countWords(words);
  return product;
}

function portsOf({ port, ports }: FileRule) {
  return valuesOf(port ?? ports, readPort);
}

function remotesOf({ source, sources, destination, destinations }: FileRule): Words | undefined {
  return source ?? sources ?? destination ?? destinations;
}
