import { API_VERSION, type Driver, PACKET_POLICY_KINDS, type VpcctlPlugin } from '@vpcctl/sdk';

/** Has no packet policy, for a host that is filtered in another way. Never chosen by default. */
export const none: Driver = {
  name: 'none',
  kinds: PACKET_POLICY_KINDS,
  programs: {},
  warning: 'nothing is filtered: VPCs are not isolated, and public subnets are not masqueraded',
  // Operations for the changes, as data: none.
  compile: () => [],
  // Nothing is to be built, so every candidate counts as there.
  observe: async (_host, candidates) => [...candidates],
};

/** The oclif hook `vpcctl:plugin`. */
export default async function plugin(): Promise<VpcctlPlugin> {
  return { name: '@vpcctl/none', apiVersion: API_VERSION, drivers: [none] };
}
