import {
  type Address,
  isSameAddress,
  knownAddress,
  type Network,
  parseNetwork,
  type State,
} from '@vpcctl/sdk';
import { selectVpcs, type Vpc } from '../network/vpc.js';

/** The router of a VPC, by what determines its own addresses. */
export interface Router {
  /** The name of the VPC. */
  readonly vpc: string;
  /** The gateway addresses: one for each family that the VPC has. */
  readonly addresses: readonly Address[];
  /** The networks of the VPC. */
  readonly networks: readonly Network[];
}

/** The router of a VPC. Pure. */
export function routerOf({ name, cidr, gateway }: Pick<Vpc, 'name' | 'cidr' | 'gateway'>): Router {
  return { vpc: name, addresses: [knownAddress(gateway)], networks: [parseNetwork(cidr)] };
}

/**
 * The role of `address`, where it is a router's own: `the gateway of VPC a`, or a broadcast
 * address; else null. Pure.
 *
 * No workload of any VPC can have such an address. The kernel looks up its own addresses before any
 * other route table (the rule of priority 0, ip-rule(8)). So packets to the address end at the
 * host, and packets from it are dropped (`fib_validate_source`).
 */
export function routerAddress(routers: readonly Router[], address: Address): string | null {
  for (const { vpc, addresses, networks } of routers) {
    if (addresses.some((own) => isSameAddress(own, address))) return `the gateway of VPC ${vpc}`;
    const isBroadcast = networks.some(
      ({ family, last }) => family === address.family && last === address.value,
    );
    if (isBroadcast) return `the broadcast address of VPC ${vpc}`;
  }
  return null;
}

/** As {@link routerAddress}, for the routers of a state. */
export function routerAddressIn(state: State, address: Address): string | null {
  return routerAddress(Object.values(selectVpcs(state)).map(routerOf), address);
}
