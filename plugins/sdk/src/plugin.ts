import type { Driver } from './driver.js';
import type { Feature } from './feature.js';

/** The version of these contracts. A plugin states the one it was built for. */
export const API_VERSION = 1;

/** The oclif hook by which a plugin hands its features and drivers to the engine. */
export const PLUGIN_HOOK = 'vpcctl:plugin';

/** What a plugin brings. Its `vpcctl:plugin` hook returns one of these. */
export interface VpcctlPlugin {
  readonly name: string;
  readonly apiVersion: number;
  readonly features?: readonly Feature[];
  readonly drivers?: readonly Driver[];
}
