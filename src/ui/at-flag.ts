import { Flags } from '@oclif/core';
import type { State } from '@vpcctl/sdk';
import type { PluginHost } from '../engine/plugin-host.js';

/** For commands that read: the world as of an entry of the history, or a time. */
export const atFlag = Flags.string({
  summary: 'As of an entry of the history, or a time: 7, "2026-11-23 14:05", 2h (ago).',
  helpValue: 'SEQ|TIME',
});

/**
 * The state as of `at`, or of now where that is not given; only for a past one the engine is loaded.
 * @throws VpcctlError `MOMENT_INVALID`, `ENTRY_UNKNOWN`, `ENTRY_NOT_APPLIED`, `TIME_BEFORE_FIRST`
 */
export async function readStateAsOf(plugins: PluginHost, at: string | undefined): Promise<State> {
  if (at !== undefined) return (await import('../engine/past.js')).readStateAt(plugins, at);
  return (await import('../engine/current.js')).readCurrentState(plugins);
}
