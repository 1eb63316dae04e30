import { ipv4Of, isWithinAny } from '@vpcctl/sdk';
import { routerName } from './deliver.js';
import { type ReachModel, subject, type VpcNetwork, type Workload } from './model.js';
import { peersOf, routeFrom } from './route.js';
import { allowing, denying, type Step, UNFILTERED } from './verdict.js';

/** The boundary between VPCs. A VPC is open inside; a peering allows the CIDRs of both sides. */
export function cross(
  model: ReachModel,
  workload: Workload,
  from: VpcNetwork,
  to: VpcNetwork,
  destination: string | null,
): Step {
  const router = routerName(from);
  if (to === from) return allowing(router, `it is within ${from.vpc.name}`, from.about);
  const found = peersOf(model, from).find(({ peer }) => peer === to);
  const names = `${from.vpc.name} and ${to.vpc.name}`;
  if (!model.isFiltered) return crossUnfiltered(model, workload, from, to);
  if (found === undefined) {
    const key = [from.vpc.name, to.vpc.name].sort().join('/');
    return denying(router, `${names} are not peered`, subject('peering', key));
  }
  const { here, there, link } = found;
  const source = ipv4Of(workload.addresses).text;
  if (!isWithinAny(here.cidrs, source)) {
    return denying(router, `the peering of ${names} excludes ${source}`, link.about);
  }
  if (destination === null || !isWithinAny(there.cidrs, destination)) {
    return denying(router, `the peering of ${names} excludes ${destination}`, link.about);
  }
  return allowing(router, `${names} are peered`, link.about);
}

/** Where nothing is filtered, routes alone decide, also that of the reply. */
function crossUnfiltered(
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

/** The uplink: only public subnets may use it, with the host's address as the source. */
export function leave(
  { host }: ReachModel,
  workload: Workload,
  { vpc, about }: VpcNetwork,
  name: string | null,
): Step {
  const router = `router ${vpc.name}`;
  if (name !== null && vpc.uplink === null && host?.uplinks.includes(name) === false) {
    const reason = `it would leave by ${name}, which is no uplink: the host has no default route by it`;
    return denying(router, reason, about);
  }
  if (name !== null && vpc.uplink !== null && name !== vpc.uplink.interface) {
    const reason = `it would leave by ${name}, but the uplink of ${vpc.name} is ${vpc.uplink.interface}`;
    return denying(router, reason, about);
  }
  if (!workload.isPublic) {
    return denying(
      router,
      `${workload.name} is private: it may not connect to the internet`,
      workload.about,
    );
  }
  return allowing(router, `${workload.name} is public: masqueraded`, workload.about);
}
