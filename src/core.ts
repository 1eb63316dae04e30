import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { coreFeatures } from './features/index.js';
import { createForeignFirewallDriver, createIproute2Driver } from './host/index.js';

/** The core: VPCs, subnets, peerings and policies, and the iproute2 and firewall-exception drivers. */
export function core(): VpcctlPlugin {
  return {
    name: 'vpcctl',
    apiVersion: API_VERSION,
    features: coreFeatures,
    drivers: [createIproute2Driver(), createForeignFirewallDriver()],
  };
}
