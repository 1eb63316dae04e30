import type { FirewallRule } from '../features/firewall/state.js';

const HIGHEST_PORT = 65_535;

/** The ports where no policy names one: a common one, and one that no policy names. */
const USUAL = [80, 8080];

/**
 * The ports at which `rules` may differ: both ends of each range, one port inside it and one
 * outside. Sorted, each once. Pure.
 */
export function interestingPorts(
  rules: readonly FirewallRule[],
  protocol: 'tcp' | 'udp',
): readonly number[] {
  const ports = rules
    .filter((rule) => rule.protocol === protocol || rule.protocol === 'all')
    .flatMap(({ ports }) => (ports === null ? [] : edges(ports)));
  return ports.length === 0 ? USUAL : [...new Set(ports)].sort((a, b) => a - b);
}

function edges({ from, to }: { from: number; to: number }): number[] {
  const inside = Math.floor((from + to) / 2);
  const outside = to < HIGHEST_PORT ? to + 1 : from - 1;
  return [from, inside, to, outside].filter((port) => port > 0);
}
