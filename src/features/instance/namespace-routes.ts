import {
  inputError,
  isAnyNetwork,
  overlaps,
  parseDestination,
  parseNetwork,
  type State,
} from '@vpcctl/sdk';
import type { WorkloadRoute } from '../../model/workloads/index.js';
import { requireSubnet } from '../subnet/state.js';
import { requireVpc } from '../vpc/state.js';
import type { FoundNamespace } from './state.js';

interface Request {
  readonly vpc: string;
  readonly subnet: string;
  /** Whether a default route is wanted where there is none. */
  readonly defaultRoute: boolean;
  readonly found: FoundNamespace;
}

/**
 * The destinations that go to the router: all, where the namespace has no default route of its own;
 * else the VPC, and the other routes stay.
 * @param recorded the namespace's routes to subnets it is attached to; routes of the same VPC do
 *   not lead around its router
 * @throws VpcctlError `ROUTE_CLASH` where the namespace already has a route to these addresses
 */
export function chooseRoutes(
  state: State,
  { vpc: vpcName, subnet: subnetName, defaultRoute, found }: Request,
  recorded: readonly WorkloadRoute[],
): string[] {
  const subnet = requireSubnet(state, vpcName, subnetName);
  const vpc = requireVpc(state, vpcName);
  const near = recorded.filter((route) => route.vpc === vpcName);
  const far = [...found.routes, ...recorded].filter(
    (route) => !isDefault(route) && !near.some((own) => own.interface === route.interface),
  );
  const hasDefault = [...found.routes, ...recorded].some(isDefault);
  const isRouted = [subnet, ...near.map(({ destination }) => ({ cidr: destination }))].some(
    ({ cidr }) => cidr === vpc.cidr,
  );
  const routes = defaultRoute && !hasDefault ? ['default'] : isRouted ? [] : [vpc.cidr];
  const clash =
    near.find(({ destination }) => destination === subnet.cidr) ??
    far.find(
      ({ destination }) =>
        routes.includes(destination) ||
        overlaps(parseNetwork(destination), parseNetwork(subnet.cidr)),
    );
  if (clash === undefined) return routes;
  throw inputError(
    'ROUTE_CLASH',
    `the namespace already has a route to ${clash.destination} by ${clash.interface}, which conflicts with ${vpcName}/${subnetName} (${subnet.cidr})`,
    'attach it to a subnet with other addresses, or delete that route in the namespace',
  );
}

function isDefault({ destination }: { destination: string }): boolean {
  return isAnyNetwork(parseDestination(destination));
}
