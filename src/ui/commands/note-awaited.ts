import { isVpcctlError } from '@vpcctl/sdk';
import type { Outlet } from '@vpcctl/sdk/command';
import { printable } from '../text/printable.js';

/** Tells people of a change that awaits confirmation; mostly there is none, and then it costs nothing. */
export async function noteAwaited(outlet: Outlet): Promise<void> {
  try {
    const { readUnconfirmed } = await import('../../engine/inspect/current-state.js');
    if (readUnconfirmed() === null) return;
    const [engine, { awaiting }] = await Promise.all([
      import('../../engine/index.js'),
      import('../text/local-time.js'),
    ]);
    const awaited = await engine.findAwaited(await engine.openReader(outlet.config));
    if (awaited === null) return;
    const { seq, description, deadline } = awaited;
    outlet.note(
      printable(`Entry ${seq} awaits confirmation: ${description}. ${awaiting(deadline)}`),
    );
  } catch (error) {
    // Who only looks is not kept from it.
    if (!isVpcctlError(error)) throw error;
    outlet.note(printable(error.message));
  }
}
