import { API_VERSION, type Driver, PACKET_POLICY_KINDS, type VpcctlPlugin } from '@vpcctl/sdk';

/** No packet policy at all: whoever takes it filters in another way. It is never chosen without being named. */
export const none: Driver = {
  name: 'none',
  kinds: PACKET_POLICY_KINDS,
  programs: {},
  warning: 'nothing is filtered: VPCs are not isolated, and public subnets are not masqueraded',
  // What a driver does to the host, as data.
  compile: () => [],
  // What of it stands there: all that needs no command.
  observe: async (_host, candidates) => [...candidates],
};

/** The oclif hook `vpcctl:plugin`. */
export default async function plugin(): Promise<VpcctlPlugin> {
  return { name: '@vpcctl/none', apiVersion: API_VERSION, drivers: [none] };
}
