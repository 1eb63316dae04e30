import {
  type Cidr,
  containsAddress,
  hostAt,
  inputError,
  parseCidr,
  parseCidrOrAddress,
  type State,
} from '@vpcctl/sdk';
import type { Subnet } from '../network/subnet.js';
import { routerAddressIn } from './router.js';
import { type Workload, workloadsOf } from './select.js';

/**
 * The address of an instance of `subnet`: the requested one, or the lowest free one.
 * @throws VpcctlError `SUBNET_FULL`; as {@link checkAddress}
 */
export function chooseAddress(state: State, subnet: Subnet, requested: string | undefined): string {
  if (requested !== undefined) {
    checkAddress(state, subnet, requested);
    return requested;
  }
  const found = freeAddress(state, parseCidr(subnet.cidr), workloadsOf(state, subnet));
  if (found !== null) return found;
  throw inputError(
    'SUBNET_FULL',
    `all ${hostsOf(parseCidr(subnet.cidr))} addresses of ${subnet.vpc}/${subnet.name} (${subnet.cidr}) are in use`,
    `delete an instance, or add another subnet: vpcctl add-subnet ${subnet.vpc} …`,
  );
}

/** The address of a new subnet's own workload: its first host address that no router has. */
export function firstAddress(state: State, cidr: Cidr): string {
  const first = hostAt(cidr, 1);
  // The second host is even; gateways and broadcast addresses are odd.
  return routerAddressIn(state, first) === null ? first : hostAt(cidr, 2);
}

/** The lowest host address of `cidr` that neither one of `workloads` nor a router has, or null. */
function freeAddress(state: State, cidr: Cidr, workloads: readonly Workload[]): string | null {
  const taken = new Set(workloads.map(({ address }) => address));
  for (let n = 1; n <= hostsOf(cidr); n += 1) {
    const address = hostAt(cidr, n);
    if (!taken.has(address) && routerAddressIn(state, address) === null) return address;
  }
  return null;
}

function hostsOf(cidr: Cidr): number {
  return Number(cidr.last - cidr.first) - 1;
}

/**
 * Checks that an instance of `subnet` may have `address`.
 * @throws VpcctlError `ADDRESS_INVALID`, `ADDRESS_OUTSIDE_SUBNET`, `ADDRESS_RESERVED`,
 *   `ADDRESS_TAKEN`
 */
export function checkAddress(state: State, subnet: Subnet, address: string): void {
  const label = `${subnet.vpc}/${subnet.name}`;
  const cidr = parseCidr(subnet.cidr);
  const free = 'leave --ip out, and vpcctl chooses the lowest free address';
  if (address.includes('/')) {
    throw inputError(
      'ADDRESS_INVALID',
      `${JSON.stringify(address)} is a network, not an address`,
      `the prefix length is the subnet's: --ip ${hostAt(cidr, 2)}`,
    );
  }
  const { first } = parseCidrOrAddress(address, 'the address');
  if (!containsAddress(cidr, address)) {
    throw inputError(
      'ADDRESS_OUTSIDE_SUBNET',
      `${address} is not in ${label} (${subnet.cidr})`,
      free,
    );
  }
  if (first === cidr.first || first === cidr.last) {
    const what = first === cidr.first ? 'network' : 'broadcast';
    throw inputError(
      'ADDRESS_RESERVED',
      `${address} is the ${what} address of ${label} (${subnet.cidr})`,
      free,
    );
  }
  const router = routerAddressIn(state, address);
  if (router !== null) {
    throw inputError(
      'ADDRESS_TAKEN',
      `${address} is ${router}, so packets to it would end at the host`,
      free,
    );
  }
  const owner = workloadsOf(state, subnet).find((workload) => workload.address === address);
  if (owner === undefined) return;
  throw inputError('ADDRESS_TAKEN', `${address} is the address of ${owner.label}`, free);
}
