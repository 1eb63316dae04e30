import { afterRename, type GroupRule, type Renamed, renameKeys, type State } from '@vpcctl/sdk';
import { parseReference, referenceTo } from './reference.js';

export { parseReference, resolveRemote } from './reference.js';

export const FIREWALL_FEATURE = 'firewall';

/** A rule as recorded; `remote` is a CIDR or `sg:VPC/SUBNET`, and null is any address. */
export type FirewallRule = Omit<GroupRule, 'remotes'> & { remote: string | null };

/** The policy of a subnet as recorded; a direction that is null is open. */
export type Firewall = {
  vpc: string;
  subnet: string;
  ingress: FirewallRule[] | null;
  egress: FirewallRule[] | null;
};

/** The slice: policies by `<vpc>/<subnet>`. */
export type FirewallSlice = { [key: string]: Firewall };

/** The policies of a state, by `<vpc>/<subnet>`. */
export function selectFirewalls(state: State): FirewallSlice {
  // The fold puts only this feature's own slice there.
  return (state[FIREWALL_FEATURE] ?? {}) as FirewallSlice;
}

/** The policies after a rename: of what has another name, and those whose rules refer to it. Pure. */
export function withNewNames(policies: FirewallSlice, renamed: Renamed): FirewallSlice {
  const moved = renameKeys(policies, renamed, (policy, { vpc, subnet }) => {
    return { ...policy, vpc, subnet };
  });
  return Object.fromEntries(
    Object.entries(moved).map(([key, policy]) => [key, withReferences(policy, renamed)]),
  );
}

function withReferences(policy: Firewall, renamed: Renamed): Firewall {
  const ingress = renamedRules(policy.ingress, renamed);
  const egress = renamedRules(policy.egress, renamed);
  const isSame = ingress === policy.ingress && egress === policy.egress;
  return isSame ? policy : { ...policy, ingress, egress };
}

/** The same list where no rule refers to what has another name: what is made of it is kept. */
function renamedRules(rules: Firewall['ingress'], renamed: Renamed): Firewall['ingress'] {
  if (rules === null) return null;
  const after = rules.map((rule) => renamedRule(rule, renamed));
  return after.some((rule, at) => rule !== rules[at]) ? after : rules;
}

function renamedRule(rule: FirewallRule, renamed: Renamed): FirewallRule {
  const reference = rule.remote === null ? null : parseReference(rule.remote);
  if (reference === null) return rule;
  const remote = referenceTo(afterRename(renamed, `${reference.vpc}/${reference.subnet}`));
  return remote === rule.remote ? rule : { ...rule, remote };
}
