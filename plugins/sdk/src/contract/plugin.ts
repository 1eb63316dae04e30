import type { Driver } from './driver.js';
import type { Feature } from './feature.js';
import type { Meter } from './meter.js';

/** The version of these contracts. A plugin states the version it was built for. */
export const API_VERSION = 2;

/** The oclif hook by which a plugin hands its features and drivers to the engine. */
export const PLUGIN_HOOK = 'vpcctl:plugin';

/** What a plugin provides. Its `vpcctl:plugin` hook returns this. */
export interface VpcctlPlugin {
  /** The plugin's name in errors. An installed plugin is named after its package instead. */
  readonly name: string;
  /** The {@link API_VERSION} of the SDK it was built with. vpcctl refuses any other version. */
  readonly apiVersion: number;
  /** Its features: they say what should exist. */
  readonly features?: readonly Feature[];
  /** Its drivers: they say how resources come to exist. */
  readonly drivers?: readonly Driver[];
  /** Its meters: they say what happens, in numbers. */
  readonly meters?: readonly Meter[];
}
