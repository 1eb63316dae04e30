import {
  type Address,
  addressAt,
  containsAddress,
  type HostFacts,
  hostAt,
  hostCount,
  hostRoute,
  inputError,
  isSameAddress,
  type Network,
  nextAddress,
  parseAddress,
  parseNetwork,
  type State,
  shortText,
  type VpcctlError,
} from '@vpcctl/sdk';
import { type HostNetwork, hostNetworkWithin } from '../network/host-networks.js';
import type { Subnet } from '../network/subnet.js';
import { requireVpc } from '../network/vpc.js';
import { routerAddressIn } from './router.js';
import { type Workload, workloadsOf } from './select.js';

/**
 * The address of an instance of `subnet`: the requested one, or the lowest free one. It is in no
 * network that the host uses.
 * @throws VpcctlError `SUBNET_FULL`, `ADDRESS_OF_HOST`; as {@link checkAddress}
 */
export function chooseAddress(
  state: State,
  subnet: Subnet,
  requested: string | undefined,
  host: HostFacts,
): Address {
  const vpc = requireVpc(state, subnet.vpc);
  const onHost = (part: Network) => hostNetworkWithin(state, vpc, part, host);
  if (requested !== undefined) {
    const address = checkAddress(state, subnet, requested);
    const clash = onHost(hostRoute(address));
    if (clash !== null) throw addressOfHost(address.text, clash);
    return address;
  }
  const network = parseNetwork(subnet.cidr);
  const found = freeAddress(state, network, workloadsOf(state, subnet), onHost);
  if (found !== null) return found;
  const clash = onHost(hostRoute(hostAt(network, 2)));
  if (clash !== null) throw addressOfHost(`each free address of ${subnet.cidr}`, clash);
  throw inputError(
    'SUBNET_FULL',
    `all ${hostCount(network)} addresses of ${subnet.vpc}/${subnet.name} (${subnet.cidr}) are in use`,
    `delete an instance, or add another subnet: vpcctl add-subnet ${subnet.vpc} …`,
  );
}

/** The address of a new subnet's own workload: its first host address that no router has. */
export function firstAddress(state: State, network: Network): Address {
  const first = hostAt(network, 1);
  // The second host is even; gateways and broadcast addresses are odd.
  return routerAddressIn(state, first) === null ? first : hostAt(network, 2);
}

function addressOfHost(address: string, { network, what }: HostNetwork): VpcctlError {
  return inputError(
    'ADDRESS_OF_HOST',
    shortText(network) === address ? what.replace(',', ' is') : `${address} is in ${what}`,
    'vpcctl status names all that the host has in a VPC',
  );
}

/** The lowest host address that neither the host, a router nor one of `workloads` has, or null. */
function freeAddress(
  state: State,
  network: Network,
  workloads: readonly Workload[],
  onHost: (part: Network) => HostNetwork | null,
): Address | null {
  const taken = new Set(workloads.flatMap(({ addresses }) => addresses.map(({ text }) => text)));
  for (
    let address = hostAt(network, 1);
    address.value < network.last;
    address = nextAddress(address)
  ) {
    if (taken.has(address.text) || routerAddressIn(state, address) !== null) continue;
    const clash = onHost(hostRoute(address));
    if (clash === null) return address;
    address = addressAt(network.family, clash.network.last);
  }
  return null;
}

/**
 * The address, which an instance of `subnet` may have.
 * @throws VpcctlError `ADDRESS_INVALID`, `ADDRESS_OUTSIDE_SUBNET`, `ADDRESS_RESERVED`,
 *   `ADDRESS_TAKEN`
 */
export function checkAddress(state: State, subnet: Subnet, text: string): Address {
  const label = `${subnet.vpc}/${subnet.name}`;
  const network = parseNetwork(subnet.cidr);
  const free = 'leave --ip out, and vpcctl chooses the lowest free address';
  if (text.includes('/')) {
    throw inputError(
      'ADDRESS_INVALID',
      `${JSON.stringify(text)} is a network, not an address`,
      `the prefix length is the subnet's: --ip ${hostAt(network, 2).text}`,
    );
  }
  const address = parseAddress(text);
  if (!containsAddress(network, address)) {
    throw inputError('ADDRESS_OUTSIDE_SUBNET', `${text} is not in ${label} (${subnet.cidr})`, free);
  }
  if (address.value === network.first || address.value === network.last) {
    const what = address.value === network.first ? 'network' : 'broadcast';
    throw inputError(
      'ADDRESS_RESERVED',
      `${text} is the ${what} address of ${label} (${subnet.cidr})`,
      free,
    );
  }
  const router = routerAddressIn(state, address);
  if (router !== null) {
    throw inputError(
      'ADDRESS_TAKEN',
      `${text} is ${router}, so packets to it would end at the host`,
      free,
    );
  }
  const owner = workloadsOf(state, subnet).find(({ addresses }) =>
    addresses.some((own) => isSameAddress(own, address)),
  );
  if (owner === undefined) return address;
  throw inputError('ADDRESS_TAKEN', `${text} is the address of ${owner.label}`, free);
}
