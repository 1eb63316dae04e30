import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { iptablesLegacy } from './index.js';

/** The oclif hook `vpcctl:plugin`. */
export default async function plugin(): Promise<VpcctlPlugin> {
  return { name: '@vpcctl/iptables-legacy', apiVersion: API_VERSION, drivers: [iptablesLegacy] };
}
