import {
  defineFeature,
  type GroupRule,
  isSameJson,
  type Resource,
  type SecurityGroup,
  type State,
} from '@vpcctl/sdk';
import { omitWhere, once } from '../../model/records.js';
import { workloadsOf } from '../../model/workloads/index.js';
import { deleteSubnet, type SubnetDeleted } from '../subnet/delete.js';
import { requireSubnet } from '../subnet/state.js';
import { deleteVpc, type VpcDeleted } from '../vpc/delete.js';
import { requireVpc } from '../vpc/state.js';
import { applyFirewall } from './apply.js';
import { clearFirewall, type FirewallCleared } from './clear.js';
import { isReference, resolveRemote } from './reference.js';
import {
  FIREWALL_FEATURE,
  type Firewall,
  type FirewallRule,
  type FirewallSlice,
  selectFirewalls,
} from './state.js';

export type { FirewallCleared } from './clear.js';
export { meantKey } from './meant-key.js';
export { type CheckedPolicies, checkPolicyFile, policyFileSchema } from './policy.js';
export { shadowedRules } from './shadowed.js';

/** Security groups: a subnet's policy, enforced at the router. */
export const firewallFeature = defineFeature<FirewallSlice>({
  name: FIREWALL_FEATURE,
  initial: {},
  intents: [applyFirewall, clearFirewall],
  evolve: {
    [applyFirewall.type]: (policies, policy: Firewall) => ({
      ...policies,
      [`${policy.vpc}/${policy.subnet}`]: policy,
    }),
    [clearFirewall.type]: (policies, gone: FirewallCleared) =>
      omitWhere(policies, ({ vpc, subnet }) => vpc === gone.vpc && subnet === gone.subnet),
    [deleteSubnet.type]: (policies, gone: SubnetDeleted) =>
      omitWhere(policies, ({ vpc, subnet }) => vpc === gone.vpc && subnet === gone.name),
    [deleteVpc.type]: (policies, { name }: VpcDeleted) =>
      omitWhere(policies, ({ vpc }) => vpc === name),
  },
  lower,
});

function lower(state: State): Resource[] {
  return Object.values(selectFirewalls(state)).map((policy): SecurityGroup => {
    const { vpc, subnet, ingress, egress } = policy;
    const label = `${vpc}/${subnet}`;
    const workloads = workloadsOf(state, requireSubnet(state, vpc, subnet));
    return {
      kind: 'security-group',
      id: `security-group:${label}`,
      attributes: {
        name: label,
        bridge: requireVpc(state, vpc).bridge.name,
        addresses: workloads.flatMap(({ addresses }) => addresses.map(({ text }) => text)),
        ingress: lowerRules(state, vpc, ingress),
        egress: lowerRules(state, vpc, egress),
      },
      dependsOn: [`vpc-boundary:${vpc}`],
      why: `the policy of ${label}`,
    };
  });
}

function lowerRules(
  state: State,
  vpc: string,
  rules: readonly FirewallRule[] | null,
): GroupRule[] | null {
  if (rules === null) return null;
  return fixedRules(rules) ?? referringRules(state, vpc, rules);
}

/**
 * Rules with references. States in which these stand for the same addresses share the result, so
 * that a difference of the two does not look into it.
 */
function referringRules(state: State, vpc: string, rules: readonly FirewallRule[]): GroupRule[] {
  const remotes = rules.map(({ remote }) => resolveRemote(state, vpc, remote));
  const last = lastLowered.get(rules);
  if (last?.every((rule, at) => isSameJson(rule.remotes, remotes[at]))) return last;
  const lowered = rules.map((rule, at) => lowerRule(rule, remotes[at] ?? null));
  lastLowered.set(rules, lowered);
  return lowered;
}

const lastLowered = new WeakMap<readonly FirewallRule[], GroupRule[]>();

/**
 * The rules of a policy that refers to no subnet; null for any other. They depend on nothing else of
 * the state, so states that share the policy share them, too.
 */
const fixedRules = once((rules: readonly FirewallRule[]): GroupRule[] | null => {
  if (rules.some(({ remote }) => remote !== null && isReference(remote))) return null;
  return rules.map((rule) => lowerRule(rule, rule.remote === null ? null : [rule.remote]));
});

function lowerRule(rule: FirewallRule, remotes: string[] | null): GroupRule {
  const { action, protocol, ports, description } = rule;
  return { action, protocol, ports, description, remotes };
}
