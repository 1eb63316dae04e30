import type { State } from '@vpcctl/sdk';
import type { PluginHost } from '../../engine/registry/plugin-host.js';

/**
 * The state as of `at`, or of now where that is not given; only for a past one the engine is loaded.
 * @throws VpcctlError `MOMENT_INVALID`, `ENTRY_UNKNOWN`, `ENTRY_NOT_APPLIED`, `TIME_BEFORE_FIRST`
 */
export async function readStateAsOf(plugins: PluginHost, at: string | undefined): Promise<State> {
  if (at !== undefined)
    return (await import('../../engine/history/index.js')).readStateAt(plugins, at);
  return (await import('../../engine/current/current-state.js')).readCurrentState(plugins);
}
