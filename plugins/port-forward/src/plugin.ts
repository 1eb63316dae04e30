import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { forwardFeature } from './feature.js';

/** The oclif hook `vpcctl:plugin`. */
export default async function plugin(): Promise<VpcctlPlugin> {
  return { name: '@vpcctl/port-forward', apiVersion: API_VERSION, features: [forwardFeature] };
}
