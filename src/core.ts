import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { coreFeatures } from './features/index.js';
import { createForeignFirewallDriver, createIproute2Driver } from './host/index.js';

/** What the core brings: VPCs, subnets, peerings and policies, the iproute2 driver, and that of passages. */
export function core(): VpcctlPlugin {
  return {
    name: 'vpcctl',
    apiVersion: API_VERSION,
    features: coreFeatures,
    drivers: [createIproute2Driver(), createForeignFirewallDriver()],
  };
}
