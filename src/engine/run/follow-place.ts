import type { State } from '@vpcctl/sdk';
import type { EngineContext } from '../context/context.js';
import { keepPlace, placeNow } from '../context/place.js';
import { complete } from '../model/plan.js';
import { reconcile, reportReconciled } from '../repair/reconcile.js';
import { apply } from '../transaction/apply.js';
import { checkDriverPrograms } from '../transaction/preflight.js';
import { withSession } from '../transaction/session.js';

/**
 * Makes the host match the place as it is now, for example where a reader of denied packets has come
 * or gone. It decides nothing, so nothing is recorded, and whatever else the host lacks stays so.
 * @throws VpcctlError the error of the failing step, with the host as it was; as `withSession`
 */
export async function followPlace(context: EngineContext): Promise<void> {
  await withSession(context, async ({ host, projection: { state } }) => {
    const place = await placeNow(context);
    if (place === context.registry.place) return;
    const planned = complete(context.registry, still(state), place);
    checkDriverPrograms(planned.before, planned.after);
    try {
      await apply(context, host, planned);
    } catch (error) {
      const result = await reconcile(context.registry, host, planned.before, planned.after);
      reportReconciled(context.observer, result);
      throw error;
    }
    keepPlace(context, place);
  });
}

/** A change from a state to itself. */
function still(state: State) {
  const content = { type: 'change', events: [] } as const;
  return { content, description: 'follow the host', stateBefore: state, stateAfter: state };
}
