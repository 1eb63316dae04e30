import { icmpTypeText } from '@vpcctl/sdk';
import type { Firewall, FirewallRule } from '../../features/firewall/state.js';
import type { Fact } from './graph.js';

/** How many rules of a direction are named; the rest is counted. */
const MOST_RULES = 3;

/** A policy in brief: a line for each direction. */
export function policyFacts({ vpc, ingress, egress }: Firewall): Fact[] {
  return [
    { kind: 'ingress', text: `in ${directionText(vpc, ingress)}`, mark: null },
    { kind: 'egress', text: `out ${directionText(vpc, egress)}`, mark: null },
  ];
}

function directionText(vpc: string, rules: readonly FirewallRule[] | null): string {
  if (rules === null) return 'open';
  if (!rules.some(({ action }) => action === 'allow')) return 'nothing';
  const named = rules.slice(0, MOST_RULES).map((rule) => ruleText(vpc, rule));
  const more = rules.length - named.length;
  return [...new Set(named), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function ruleText(vpc: string, { action, protocol, ports, remote }: FirewallRule): string {
  const what = [protocol === 'all' ? 'all' : protocol, ...portsText(protocol, ports)].join(' ');
  const own = `sg:${vpc}/`;
  const where = remote?.startsWith(own) ? remote.slice(own.length) : remote?.replace(/^sg:/, '');
  return `${action === 'deny' ? 'not ' : ''}${what}${where === undefined ? '' : ` (${where})`}`;
}

function portsText(protocol: string, ports: FirewallRule['ports']): string[] {
  if (ports === null) return [];
  if (protocol === 'icmp') return [icmpTypeText(ports.from)];
  return [ports.from === ports.to ? String(ports.from) : `${ports.from}-${ports.to}`];
}
