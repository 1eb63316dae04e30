import { ipv4Of } from '@vpcctl/sdk';
import type { Vpc } from '../features/vpc/state.js';
import { namespaceFile } from '../host/index.js';
import type { Workload } from '../host/probe/index.js';
import type { ReachModel, Workload as WorkloadView } from '../model/reach/index.js';
import type { Surroundings, Target } from './flow.js';

/** The name of the host among workloads. */
export const HOST = 'host';

/** All workloads that send and answer: those of the VPCs, the host, and the internet. Pure. */
export function workloadsOf(model: ReachModel, { internet }: Surroundings): Workload[] {
  return [
    ...model.workloads.map(({ name, namespace }) => ({
      name,
      namespace: namespaceFile(namespace),
    })),
    { name: HOST, namespace: null },
    { name: internet.name, namespace: internet.namespace },
  ];
}

/**
 * The destinations of a sender, each address once. Where VPCs overlap, an address belongs to the
 * sender's own VPC, then to a peer, then to the oldest VPC (the host's own routes have the segment
 * as metric). Pure.
 */
export function targetsOf(
  model: ReachModel,
  sender: string,
  { host, internet }: Surroundings,
): Target[] {
  const own = model.workloads.find(({ name }) => name === sender);
  const vpcs = byPrecedence(model, own?.vpc);
  const targets: Target[] = [
    ...vpcs.flatMap(({ name }) => model.workloads.filter(({ vpc }) => vpc === name)).map(asTarget),
    ...vpcs.map(({ name, gateway }) => ({
      name: `gateway of ${name}`,
      workload: HOST,
      address: gateway,
    })),
    { name: HOST, workload: HOST, address: host },
    { name: internet.name, workload: internet.name, address: internet.address },
  ];
  const seen = new Set(own?.addresses.map(({ text }) => text));
  return targets.filter(({ workload, address }) => {
    if (workload === sender || seen.has(address)) return false;
    seen.add(address);
    return true;
  });
}

/** The VPCs in the order in which a sender in `vpc` finds an address in them. */
function byPrecedence({ networks, links }: ReachModel, vpc: string | undefined): Vpc[] {
  const linked = links.map(({ sides }) => sides.map((side) => side.vpc));
  const isPeer = (name: string) =>
    linked.some((names) => vpc !== undefined && names.includes(vpc) && names.includes(name));
  const distance = ({ name }: Vpc) => (name === vpc ? 0 : isPeer(name) ? 1 : 2);
  return networks
    .map((network) => network.vpc)
    .sort((a, b) => distance(a) - distance(b) || a.segment - b.segment);
}

function asTarget({ name, addresses }: WorkloadView): Target {
  return { name, workload: name, address: ipv4Of(addresses).text };
}
