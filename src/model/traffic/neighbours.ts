import type { TrafficFacts } from '@vpcctl/sdk';
import type { Hindrance } from './hindrance.js';
import { stopped } from './links.js';
import { addressOf, type KnownVpc } from './questions.js';

/** Fixed entries of a VPC's bridge that send frames for a workload elsewhere than to its port. Pure. */
export function entryFaults({ entries }: TrafficFacts, known: KnownVpc): Hindrance[] {
  const { vpc, workloads } = known;
  return entries
    .filter((entry) => entry.bridge === vpc.bridge.name)
    .flatMap(({ mac, interface: port }): Hindrance[] => {
      const workload = workloads.find(({ guestEnd }) => guestEnd.mac === mac);
      if (workload === undefined || workload.hostEnd.name === port) return [];
      return [
        {
          vpcs: [vpc.name],
          says: `a fixed entry of ${vpc.bridge.name} sends frames for ${workload.label} to ${port}, but its port is ${workload.hostEnd.name}`,
          stops: stopped(vpc.name, addressOf(workload)),
          program: null,
          fix: `bridge fdb del ${mac} dev ${port} ${port === vpc.bridge.name ? 'self' : 'master'}`,
        },
      ];
    });
}

/** Fixed neighbour entries on a VPC's bridge that give a workload another MAC than its own. Pure. */
export function neighbourFaults({ neighbours }: TrafficFacts, known: KnownVpc): Hindrance[] {
  const { vpc, workloads } = known;
  return neighbours
    .filter((entry) => entry.interface === vpc.bridge.name)
    .flatMap(({ address, mac }): Hindrance[] => {
      const workload = workloads.find((each) => addressOf(each) === address);
      if (workload === undefined || workload.guestEnd.mac === mac) return [];
      return [
        {
          vpcs: [vpc.name],
          says: `a fixed neighbour entry sends packets for ${workload.label} to ${mac ?? 'no MAC'}, but its MAC is ${workload.guestEnd.mac}`,
          stops: stopped(vpc.name, address),
          program: null,
          fix: `ip neigh del ${address} dev ${vpc.bridge.name}`,
        },
      ];
    });
}
