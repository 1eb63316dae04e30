import type { State } from '@vpcctl/sdk';
import { ownValue } from '../../model/records.js';
import { parseReference, resolveRemote } from './reference.js';
import { type Firewall, type FirewallRule, selectFirewalls } from './state.js';

/** A rule as `show` gives it. */
export interface RuleView extends FirewallRule {
  /** The addresses that a reference stands for now; null where the rule has no reference. */
  resolved: string[] | null;
}

/** The policy of a subnet as `show` gives it; a direction that is null is open. */
export interface PolicyView {
  ingress: RuleView[] | null;
  egress: RuleView[] | null;
}

/** The policy of a subnet; null where it has none. */
export function viewPolicy(state: State, vpc: string, subnet: string): PolicyView | null {
  const policy = ownValue(selectFirewalls(state), `${vpc}/${subnet}`);
  const view = (rules: Firewall['ingress']) => viewRules(state, vpc, rules);
  return policy === undefined
    ? null
    : { ingress: view(policy.ingress), egress: view(policy.egress) };
}

function viewRules(state: State, vpc: string, rules: Firewall['ingress']): RuleView[] | null {
  if (rules === null) return null;
  return rules.map((rule) => {
    const refers = rule.remote !== null && parseReference(rule.remote) !== null;
    return { ...rule, resolved: refers ? resolveRemote(state, vpc, rule.remote) : null };
  });
}
