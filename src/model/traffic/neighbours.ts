import type { TrafficFacts } from '@vpcctl/sdk';
import type { Hindrance } from './hindrance.js';
import { stopped } from './links.js';
import { addressOf, type KnownVpc } from './questions.js';

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
          says: `a permanent neighbour entry sends packets for ${workload.label} to ${mac ?? 'no MAC'}, but its MAC is ${workload.guestEnd.mac}`,
          stops: stopped(vpc.name, address),
          program: null,
          fix: `ip neigh del ${address} dev ${vpc.bridge.name}`,
        },
      ];
    });
}
