import { parseCidr, type State } from '@vpcctl/sdk';
import { selectVpcs, type Vpc } from '../../features/vpc/state.js';

/** The part of a VPC that its router's own addresses hang on. */
export type Router = Pick<Vpc, 'name' | 'cidr' | 'gateway'>;

/**
 * What `address` is, where a router has it for itself: `the gateway of VPC a`, or a broadcast address; else null. No
 * machine of any VPC can have such an address: the kernel looks at its own before any routing table (the rule of priority
 * 0, ip-rule(8)), so what is for them gets no further than the host, and what comes from them is dropped
 * (`fib_validate_source`).
 */
export function routerAddress(routers: readonly Router[], address: string): string | null {
  const value = parseCidr(`${address}/32`).first;
  const router = routers.find(
    ({ cidr, gateway }) => gateway === address || parseCidr(cidr).last === value,
  );
  if (router === undefined) return null;
  return `the ${router.gateway === address ? 'gateway' : 'broadcast address'} of VPC ${router.name}`;
}

/** The same, where the routers are those of a state. */
export function routerAddressIn(state: State, address: string): string | null {
  return routerAddress(Object.values(selectVpcs(state)), address);
}
