import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { coreFeatures, coreMeters } from './features/index.js';
import {
  connectionsMeter,
  createForeignFirewallDriver,
  createIproute2Driver,
  createLastingExceptionDriver,
  trafficMeter,
} from './host/index.js';

/**
 * The core: VPCs, subnets, peerings and policies; the drivers of links and of firewall exceptions;
 * and the meters of traffic and of connections.
 */
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
    meters: [trafficMeter, connectionsMeter, ...coreMeters],
  };
}
