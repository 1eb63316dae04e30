import { isVpcctlError } from '@vpcctl/sdk';
import type { CommandOutput } from '@vpcctl/sdk/command';
import { printable } from '../text/printable.js';

/** Tells people of a change that awaits confirmation; mostly there is none, and then it costs nothing. */
export async function notePendingConfirmation(output: CommandOutput): Promise<void> {
  try {
    const { readPendingFile } = await import('../../engine/current/current-state.js');
    if (readPendingFile() === null) return;
    const [engine, { awaiting }] = await Promise.all([
      import('../../engine/index.js'),
      import('../text/local-time.js'),
    ]);
    const pendingConfirmation = await engine.findPendingConfirmation(
      await engine.openReader(output.config),
    );
    if (pendingConfirmation === null) return;
    const { seq, description, deadline } = pendingConfirmation;
    output.note(
      printable(`Entry ${seq} awaits confirmation: ${description}. ${awaiting(deadline)}`),
    );
  } catch (error) {
    // Who only looks is not kept from it.
    if (!isVpcctlError(error)) throw error;
    output.note(printable(error.message));
  }
}
