import { type ChangeEvent, defineIntent, inputError } from '@vpcctl/sdk';
import * as z from 'zod';
import { containersToAsk } from '../../model/workloads/index.js';
import { followed } from './follow.js';
import { instanceSchema } from './schema.js';
import { attachedTarget, type Instance, requireOrigin } from './state.js';

/** The code by which no container is said to have restarted. */
export const NOTHING_RESTARTED = 'CONTAINERS_NOTHING_RESTARTED';

/**
 * The namespace of a container takes the place of the one before it, which has ended. `attach`
 * records it; and `replay` requests it, for each container that was attached by its name and has
 * restarted.
 */
export const reattachInstance = defineIntent({
  type: 'instance.reattach',
  version: 1,
  input: z.strictObject({}),
  data: instanceSchema,
  needs: (state) => ({ containers: containersToAsk(state) }),
  decide: (state, _, { host }): readonly ChangeEvent[] => {
    const restarted = followed(state, host);
    if (restarted.length > 0) return restarted.map(reattached);
    throw inputError(
      NOTHING_RESTARTED,
      'no attached container has restarted',
      'see those that do not run: vpcctl status',
    );
  },
  precondition: (state, { vpc, subnet, name }) => {
    requireOrigin(state, 'attached', [vpc, subnet, name]);
  },
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name, address, namespace, attachment }) =>
    `attach ${attachedTarget(namespace, attachment)} to ${vpc}/${subnet} in place of ${name} ${address}, which has ended`,
});

/** The event that an instance has its new namespace. */
export function reattached(data: Instance): ChangeEvent {
  return { type: 'instance.reattach', v: 1, data };
}
