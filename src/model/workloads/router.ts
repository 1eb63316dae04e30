import { parseCidr, type State } from '@vpcctl/sdk';
import { selectVpcs, type Vpc } from '../network/vpc.js';

/** The part of a VPC that determines its router's own addresses. */
export type Router = Pick<Vpc, 'name' | 'cidr' | 'gateway'>;

/**
 * The role of `address`, where it is a router's own: `the gateway of VPC a`, or a broadcast
 * address; else null. Pure.
 *
 * No workload of any VPC can have such an address. The kernel looks up its own addresses before any
 * other route table (the rule of priority 0, ip-rule(8)). So packets to the address end at the
 * host, and packets from it are dropped (`fib_validate_source`).
 */
export function routerAddress(routers: readonly Router[], address: string): string | null {
  const value = parseCidr(`${address}/32`).first;
  const router = routers.find(
    ({ cidr, gateway }) => gateway === address || parseCidr(cidr).last === value,
  );
  if (router === undefined) return null;
  return `the ${router.gateway === address ? 'gateway' : 'broadcast address'} of VPC ${router.name}`;
}

/** As {@link routerAddress}, for the routers of a state. */
export function routerAddressIn(state: State, address: string): string | null {
  return routerAddress(Object.values(selectVpcs(state)), address);
}
