import { PLUGIN_HOOK } from '@vpcctl/sdk';
import type { HostPorts } from '../../host/ports.js';

/** The part of oclif's configuration that plugins are found by. */
export interface PluginHost {
  readonly version: string;
  /** The host to work on, where it is not this machine: tests bring one that is in memory. */
  readonly hostPorts?: HostPorts;
  getPluginsList(): {
    name: string;
    version: string;
    hooks: Record<string, unknown>;
    /** `link`: the user installed it. */
    type?: string;
    root?: string;
  }[];
  runHook(
    event: string,
    options: object,
    timeout?: number,
    captureErrors?: boolean,
  ): Promise<{
    successes: { plugin: { name: string }; result: unknown }[];
    failures: { plugin: { name: string }; error: Error }[];
  }>;
}

/**
 * Changes when the product, or a plugin that may have part in the state, does; told from oclif's manifests alone,
 * without loading a plugin.
 */
export function stateVersion(host: PluginHost): string {
  const plugins = host
    .getPluginsList()
    .filter((plugin) => plugin.hooks[PLUGIN_HOOK] !== undefined)
    .map((plugin) => `${plugin.name}@${plugin.version}`)
    .sort();
  return [host.version, ...plugins].join(' ');
}
