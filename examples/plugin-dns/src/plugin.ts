import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { dnsServers } from './driver.js';
import { dnsFeature } from './feature.js';

/** The oclif hook `vpcctl:plugin`. */
export default async function plugin(): Promise<VpcctlPlugin> {
  return {
    name: 'vpcctl-dns',
    apiVersion: API_VERSION,
    features: [dnsFeature],
    drivers: [dnsServers],
  };
}
