import { isVpcctlError, type State } from '@vpcctl/sdk';
import type { CommandOutput } from '@vpcctl/sdk/command';
import type { PluginHost } from '../../engine/registry/index.js';
import { printable, rollbackNotice } from '../text/text.js';

/**
 * Reads the state as of `at`, or the current one without it. Only a past state needs the engine.
 * @throws VpcctlError `POINT_IN_TIME_INVALID`, `ENTRY_UNKNOWN`, `ENTRY_PENDING`, `TIME_BEFORE_FIRST`
 */
export async function readStateAsOf(plugins: PluginHost, at: string | undefined): Promise<State> {
  if (at !== undefined)
    return (await import('../../engine/history/index.js')).readStateAt(plugins, at);
  return (await import('../../engine/current/index.js')).readCurrentState(plugins);
}

/** Prints a note if a change awaits confirmation. Cheap in the usual case that none does. */
export async function notePendingConfirmation(output: CommandOutput): Promise<void> {
  try {
    const { mayAwaitConfirmation } = await import('../../engine/current/index.js');
    if (!(await mayAwaitConfirmation())) return;
    const engine = await import('../../engine/index.js');
    const pendingConfirmation = await engine.findPendingConfirmation(
      await engine.openReader(output.config),
    );
    if (pendingConfirmation === null) return;
    const { seq, description, deadline } = pendingConfirmation;
    output.note(
      printable(`Entry ${seq} awaits confirmation: ${description}. ${rollbackNotice(deadline)}`),
    );
  } catch (error) {
    // The note is an extra: a failure must not keep the command from printing its result.
    if (!isVpcctlError(error)) throw error;
    output.note(printable(error.message));
  }
}
