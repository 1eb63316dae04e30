import { inputError, isSameJson } from '@vpcctl/sdk';
import type { Plan } from '../model/plan.js';

/**
 * A plan that is made under the lock, where it is the one that was shown before. Pure.
 * @param agreed what was shown, without a message; null: nothing was
 * @throws VpcctlError `PLAN_CHANGED`
 */
export function requireAgreed(plan: Plan | null, agreed: Plan | null): Plan {
  if (plan !== null && agreed !== null && isSame(plan, agreed)) return plan;
  throw inputError(
    'PLAN_CHANGED',
    'another command changed the network meanwhile, so the plan is not what was shown',
    'nothing was changed: ask again, and look at the plan',
  );
}

/** Events say all that a change does; what an undo, redo or revert does is also made of the state. */
function isSame({ content, stateBefore }: Plan, agreed: Plan): boolean {
  if (!isSameJson(content, agreed.content)) return false;
  return content.type === 'change' || isSameJson(stateBefore, agreed.stateBefore);
}
