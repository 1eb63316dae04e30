import { defineFeature, event, RENAMED } from '@vpcctl/sdk';
import { omitWhere } from '../../model/records.js';
import { deleteSubnet, type SubnetDeleted } from '../subnet/delete.js';
import { deleteVpc, type VpcDeleted } from '../vpc/delete.js';
import { applyFirewall } from './apply.js';
import { clearFirewall, type FirewallCleared } from './clear.js';
import { partsOfPolicies } from './lower.js';
import {
  FIREWALL_FEATURE,
  type Firewall,
  type FirewallSlice,
  selectFirewalls,
  withNewNames,
} from './state.js';
import { firewallTopology } from './topology.js';

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
    [RENAMED]: withNewNames,
  },
  topology: firewallTopology,
  restate: (state) =>
    Object.values(selectFirewalls(state)).map((policy) => event(applyFirewall, policy)),
  parts: partsOfPolicies,
});
