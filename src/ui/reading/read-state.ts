import { isVpcctlError, type State } from '@vpcctl/sdk';
import type { CommandOutput } from '@vpcctl/sdk/command';
import type { UnknownEvent } from '../../engine/missing/index.js';
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

/** What to do after a restart of the host, as a note. */
export const RESTARTED =
  'The host was restarted, and its VPCs are not built: vpcctl replay (at each start: vpcctl boot enable)';

/** Prints a note if the host was restarted and nothing has built the VPCs again. */
export async function noteRestart(output: CommandOutput): Promise<void> {
  const { isUnbuilt } = await import('../../engine/current/index.js');
  if (isUnbuilt()) output.note(RESTARTED);
}

/** Tells anyone but root whose state is looked at: root's VPCs are in another directory. */
export async function noteOwner(output: CommandOutput): Promise<void> {
  const { stateOwner } = await import('../../engine/current/index.js');
  const { directory, isRoot } = stateOwner();
  if (isRoot) return;
  output.note(printable(`This is the state in ${directory}; that of root: sudo vpcctl list`));
}

/** Prints a note if a change awaits confirmation. Cheap in the usual case that none does. */
export async function notePendingConfirmation(output: CommandOutput): Promise<void> {
  await noteRestart(output);
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

/**
 * Prints a note where plugins are not installed whose entries are in effect.
 * @param events the unknown events of what the command shows
 */
export async function noteMissingPlugins(
  output: CommandOutput,
  events: readonly UnknownEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const { describeMissing } = await import('../../engine/missing/index.js');
  const words = describeMissing(events);
  if (words !== null) output.note(printable(words));
}
