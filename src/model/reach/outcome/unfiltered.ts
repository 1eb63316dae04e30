import { ipv4Of } from '@vpcctl/sdk';
import { routerName } from '../deliver.js';
import type { ReachModel, VpcNetwork, Workload } from '../model.js';
import { routeFrom } from '../route.js';
import { allowing, denying, type Step } from '../verdict.js';

/** Why nothing decides about packets. */
export const UNFILTERED = 'the backend none filters nothing';

/** Where nothing is filtered, routes alone decide, also that of the reply. */
export function crossUnfiltered(
  model: ReachModel,
  workload: Workload,
  from: VpcNetwork,
  to: VpcNetwork,
): Step {
  const source = ipv4Of(workload.addresses).text;
  const back = routeFrom(model, to, source);
  if (back?.type === 'vpc' && back.network === from) {
    const names = `${from.vpc.name} and ${to.vpc.name}`;
    return allowing(routerName(from), `nothing keeps ${names} apart: ${UNFILTERED}`);
  }
  return denying(routerName(to), `sends replies to ${source} elsewhere`);
}
