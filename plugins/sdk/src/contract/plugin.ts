import type { Driver } from './driver.js';
import type { Feature } from './feature.js';

/** The version of these contracts. A plugin states the one it was built for. */
export const API_VERSION = 1;

/** The oclif hook by which a plugin hands its features and drivers to the engine. */
export const PLUGIN_HOOK = 'vpcctl:plugin';

/** What a plugin brings. Its `vpcctl:plugin` hook returns one of these. */
export interface VpcctlPlugin {
  /** For errors; once it is installed it is called as its package is. */
  readonly name: string;
  /** {@link API_VERSION} of the SDK that it was built with. Another one is refused. */
  readonly apiVersion: number;
  /** What should exist. */
  readonly features?: readonly Feature[];
  /** How it comes to exist. */
  readonly drivers?: readonly Driver[];
}
