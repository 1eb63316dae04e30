import { PLUGIN_HOOK } from '@vpcctl/sdk';
import type { HostPorts } from '../../host/index.js';

/** The part of oclif's configuration that finds plugins. */
export interface PluginHost {
  readonly version: string;
  /** The host to work on, if it is not this machine: tests bring a host in memory. */
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
 * The version of the state: it changes with vpcctl and with each plugin that may have a slice. Only
 * oclif's manifests are read; no plugin is loaded.
 */
export function stateVersion(host: PluginHost): string {
  const plugins = host
    .getPluginsList()
    .filter((plugin) => plugin.hooks[PLUGIN_HOOK] !== undefined)
    .map((plugin) => `${plugin.name}@${plugin.version}`)
    .sort();
  return [host.version, ...plugins].join(' ');
}
