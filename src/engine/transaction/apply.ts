import { isVpcctlError } from '@vpcctl/sdk';
import { OBJECT_MISSING } from '../../host/index.js';
import type { EngineContext, EngineHost } from '../context/context.js';
import { followUp } from '../model/compile.js';
import type { Plan } from '../model/plan.js';
import { repair } from '../repair/repair.js';

/**
 * Changes the host as a plan says. The commands of the plan assume the host of the journal. Where
 * the packet filter lacks what they name (another program flushed it), the engine observes the
 * host, and repairs it to the state after the change. So the deletion of a rule that is gone does
 * not fail, and a new rule does not stand alone.
 * @throws VpcctlError the error of the failing step; `HOST_INTERRUPTED`
 */
export async function apply(
  { registry, signal, observer, log }: EngineContext,
  host: EngineHost,
  { before, after, commands }: Plan,
): Promise<void> {
  try {
    await host.execute(commands, signal);
    return;
  } catch (error) {
    if (!isVpcctlError(error) || error.code !== OBJECT_MISSING) throw error;
    log.warn({ error: error.message }, 'the host is not as the journal says; repairing it');
    observer.notice?.('the host is not as the journal says: rules are missing; repairing it');
  }
  await repair({
    ...{ registry, host, desired: after, otherStates: [before], signal },
    onFirstFailure: (error) => {
      throw error;
    },
  });
  // The repair can't know what the missing rules had allowed.
  const following = followUp(before, after);
  if (following.length > 0) await host.execute(following, signal);
}
