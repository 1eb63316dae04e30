import {
  containsAddress,
  hostAt,
  inputError,
  parseCidr,
  parseCidrOrAddress,
  type State,
} from '@vpcctl/sdk';
import type { Subnet } from '../subnet/state.js';
import type { Vpc } from '../vpc/state.js';
import { machinesOf } from './select.js';

/**
 * The address of a further machine of `subnet`: the one that is wished for, or the lowest that is free.
 * @throws VpcctlError `SUBNET_FULL`; as {@link checkAddress}
 */
export function chooseAddress(
  state: State,
  vpc: Vpc,
  subnet: Subnet,
  wished: string | undefined,
): string {
  if (wished !== undefined) {
    checkAddress(state, vpc, subnet, wished);
    return wished;
  }
  const taken = takenAddresses(state, vpc, subnet);
  const cidr = parseCidr(subnet.cidr);
  const hosts = Number(cidr.last - cidr.first) - 1;
  for (let n = 1; n <= hosts; n += 1) {
    const address = hostAt(cidr, n);
    if (!taken.has(address)) return address;
  }
  throw inputError(
    'SUBNET_FULL',
    `all ${hosts} addresses of ${subnet.vpc}/${subnet.name} (${subnet.cidr}) are taken`,
    `delete an instance, or add another subnet: vpcctl add-subnet ${subnet.vpc} …`,
  );
}

/**
 * Checks that a further machine of `subnet` may have `address`.
 * @throws VpcctlError `ADDRESS_INVALID`, `ADDRESS_OUTSIDE_SUBNET`, `ADDRESS_RESERVED`, `ADDRESS_TAKEN`
 */
export function checkAddress(state: State, vpc: Vpc, subnet: Subnet, address: string): void {
  const label = `${subnet.vpc}/${subnet.name}`;
  const cidr = parseCidr(subnet.cidr);
  const free = 'leave --ip out, and the next free address is chosen';
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
  const owner = takenAddresses(state, vpc, subnet).get(address);
  if (owner === undefined) return;
  throw inputError('ADDRESS_TAKEN', `${address} is the address of ${owner}`, free);
}

/** Addresses in a subnet that are somebody's, and whose. */
function takenAddresses(state: State, vpc: Vpc, subnet: Subnet): Map<string, string> {
  return new Map([
    [vpc.gateway, `the router of ${vpc.name}`],
    ...machinesOf(state, subnet).map(({ address, label }) => [address, label] as const),
  ]);
}
