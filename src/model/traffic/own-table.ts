import { isAnyNetwork, parseDestination, type TrafficFacts } from '@vpcctl/sdk';
import { type Hindrance, vpcEnd } from './hindrance.js';
import type { KnownVpc } from './questions.js';

/**
 * Routes of other programs in the table of a VPC. vpcctl's own lead to bridges of VPCs. Pure. The
 * kernel is asked for one address of a VPC; such a route may be for others alone.
 */
export function ownTableFaults(
  { routes }: TrafficFacts,
  { vpc }: KnownVpc,
  all: readonly KnownVpc[],
): Hindrance[] {
  const bridges = new Set(all.map((each) => each.vpc.bridge.name));
  return routes
    .filter(({ table }) => table === vpc.segment)
    .filter(({ type, interface: name }) => type !== 'unicast' || !bridges.has(name ?? ''))
    .map(({ type, destination, interface: name }) => {
      const where = type === 'unicast' ? `to ${name ?? 'several interfaces'}` : `to ${type}`;
      const kind = type === 'unicast' ? '' : `${type} `;
      const network = isAnyNetwork(parseDestination(destination)) ? null : destination;
      return {
        vpcs: [vpc.name],
        says: `a route of another program in table ${vpc.segment}, that of ${vpc.name}, sends packets to ${destination} ${where}`,
        stops: [
          {
            from: vpcEnd(vpc.name),
            to: network === null ? 'internet' : null,
            destination: network,
          },
          { from: 'internet', to: vpcEnd(vpc.name), destination: network ?? vpc.cidr },
        ],
        program: null,
        fix: `ip route del ${kind}${destination} table ${vpc.segment}`,
      };
    });
}
