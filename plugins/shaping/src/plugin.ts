import { API_VERSION, type VpcctlPlugin } from '@vpcctl/sdk';
import { createTcDriver } from './driver/index.js';
import { shapingFeature } from './feature.js';
import { shapingMeter } from './meter.js';

/** The oclif hook `vpcctl:plugin`. */
export default async function plugin(): Promise<VpcctlPlugin> {
  return {
    name: '@vpcctl/shaping',
    apiVersion: API_VERSION,
    features: [shapingFeature],
    drivers: [createTcDriver()],
    meters: [shapingMeter],
  };
}
