import { ECHO_REQUEST, icmpTypeText, ruleMatches } from '@vpcctl/sdk';
import type { FirewallRule } from '../../features/firewall/state.js';
import { ownValue } from '../records.js';
import type { Service } from './flow.js';
import { policySubject, type ReachModel, type Workload } from './model.js';
import { allowing, denying, passing, type Step, UNFILTERED } from './verdict.js';

/** The direction of a packet, seen from the workload whose policy applies. */
export type Direction = 'ingress' | 'egress';

/**
 * Applies the policy of a workload to a packet. The first rule that matches decides. A direction
 * with rules ends in deny, a direction without rules is open.
 * @param other the address of the other end; null for an internet address that no rule names
 */
export function applyPolicy(
  model: ReachModel,
  at: string,
  workload: Workload,
  direction: Direction,
  packet: Service,
  other: string | null,
): Step {
  const about = policySubject(workload.group);
  if (!model.isFiltered) return passing(at, `no policy is enforced: ${UNFILTERED}`);
  const policy = ownValue(model.policies, workload.group);
  const rules = policy?.[direction] ?? null;
  const of = `the ${direction} policy of ${workload.group}`;
  if (policy === undefined) {
    return allowing(at, `${workload.group} has no policy: its ${direction} is open`, about);
  }
  if (rules === null) return allowing(at, `${of} has no rules: it is open`, about);
  // The packet of a ping is an echo request.
  const { protocol, port } = packet;
  const policed = { protocol, port: protocol === 'icmp' ? ECHO_REQUEST : port };
  const index = rules.findIndex((rule) => ruleMatches(rule, policed, other));
  const rule = rules[index];
  if (rule === undefined) return denying(at, `no rule of ${of} allows it`, about);
  const text = `rule ${index + 1} of ${of}: ${ruleText(rule, direction)}`;
  return rule.action === 'allow' ? allowing(at, text, about) : denying(at, text, about);
}

/** `allow tcp port 8080 from 10.0.1.0/24 (the web)`. */
function ruleText(rule: FirewallRule, direction: Direction): string {
  const { action, protocol, ports, remote, description } = rule;
  return [
    action,
    protocol === 'all' ? (ports === null ? 'anything' : 'tcp and udp') : protocol,
    ...(ports === null ? [] : [rangeText(protocol, ports)]),
    ...(remote === null ? [] : [direction === 'ingress' ? 'from' : 'to', remote]),
    ...(description === null ? [] : [`(${description})`]),
  ].join(' ');
}

/** `port 8080`, `port 8000-8100`, `type echo-request`. */
function rangeText(protocol: string, { from, to }: { from: number; to: number }): string {
  const text = protocol === 'icmp' ? icmpTypeText : String;
  const word = protocol === 'icmp' ? 'type' : 'port';
  return from === to ? `${word} ${text(from)}` : `${word} ${text(from)}-${text(to)}`;
}
