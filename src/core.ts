import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { coreFeatures } from './features/index.js';
import {
  createForeignFirewallDriver,
  createIproute2Driver,
  createLastingExceptionDriver,
} from './host/index.js';

/** The core: VPCs, subnets, peerings and policies, and the drivers of links and of firewall exceptions. */
export function core(): VpcctlPlugin {
  return {
    name: 'vpcctl',
    apiVersion: API_VERSION,
    features: coreFeatures,
    drivers: [
      createIproute2Driver(),
      createForeignFirewallDriver(),
      createLastingExceptionDriver(),
    ],
  };
}
