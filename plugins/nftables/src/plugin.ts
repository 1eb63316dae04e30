import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { nftables } from './index.js';

/** The oclif hook `vpcctl:plugin`. */
export default async function plugin(): Promise<VpcctlPlugin> {
  return { name: '@vpcctl/nftables', apiVersion: API_VERSION, drivers: [nftables] };
}
