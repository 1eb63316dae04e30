import { type Address, addressAt, knownAddress } from './address.js';
import { type AddressFamily, bitsOf, formatNumber, sizeOf } from './family.js';
import type { AddressWithLength } from './read.js';

/** A network of one family. */
export interface Network {
  /** The family; it decides how long its addresses are. */
  readonly family: AddressFamily;
  /** Its canonical text: `10.0.0.0/16`. */
  readonly text: string;
  /** The length of its prefix in bits. */
  readonly length: number;
  /** The network address, as a number. */
  readonly first: bigint;
  /** Its last address, as a number: the broadcast address, where the family has one. */
  readonly last: bigint;
}

/**
 * The network that begins with the address `first`. Pure.
 * @throws RangeError where no network of that length begins there
 */
export function networkAt(family: AddressFamily, first: bigint, length: number): Network {
  const { text: begin } = addressAt(family, first);
  const text = `${begin}/${length}`;
  const isNetwork =
    length >= 0 && length <= bitsOf(family) && first % sizeOf(family, length) === 0n;
  if (!isNetwork) throw new RangeError(`${text} is no network`);
  return { family, text, length, first, last: first + sizeOf(family, length) - 1n };
}

/** The network that an address of a link belongs to. Pure. */
export function networkOf({ address: { family, value }, length }: AddressWithLength): Network {
  return networkAt(family, value - (value % sizeOf(family, length)), length);
}

/** The network that has one address alone: the destination of a route to one host. Pure. */
export function hostRoute({ family, value, text }: Address): Network {
  const length = bitsOf(family);
  return { family, text: `${text}/${length}`, length, first: value, last: value };
}

/** The network of all addresses of a family: the destination of its default route. Pure. */
export function anyNetwork(family: AddressFamily): Network {
  return ANY[family];
}

const ANY: Readonly<Record<AddressFamily, Network>> = {
  ipv4: { family: 'ipv4', text: '0.0.0.0/0', ...wholeOf('ipv4') },
  // To spell it would load a package at every start.
  ipv6: { family: 'ipv6', text: '::/0', ...wholeOf('ipv6') },
};

function wholeOf(family: AddressFamily): Pick<Network, 'length' | 'first' | 'last'> {
  return { length: 0, first: 0n, last: sizeOf(family, 0) - 1n };
}

/** Whether a network has all addresses of its family. Pure. */
export function isAnyNetwork({ length }: Network): boolean {
  return length === 0;
}

/**
 * Whether a network is larger than any VPC's: the destination of a default route, or of a part of
 * one, as VPNs have it (`0.0.0.0/1` and `128.0.0.0/1`). Pure.
 */
export function isWide({ family, length }: Network): boolean {
  return length < SHORTEST_OF_VPCS[family];
}

/** The shortest prefix that the CIDR of a VPC may have. */
const SHORTEST_OF_VPCS: Readonly<Record<AddressFamily, number>> = { ipv4: 8, ipv6: 32 };

/** Whether a network has one address alone. Pure. */
export function isHostRoute({ first, last }: Network): boolean {
  return first === last;
}

/** A network for people: an address alone has no length. Pure. */
export function shortText(network: Network): string {
  return isHostRoute(network) ? formatNumber(network.family, network.first) : network.text;
}

/** An address with the length of its network, as interfaces have it: `10.0.0.1/16`. Pure. */
export function addressIn({ length }: Network, { text }: Address): string {
  return `${text}/${length}`;
}

/** Whether the whole of `inner` is in `outer`. Pure. */
export function containsNetwork(outer: Network, inner: Network): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the two networks have an address in common. Pure. */
export function overlaps(a: Network, b: Network): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Whether `address` is in `network`. Pure. */
export function containsAddress(network: Network, { family, value }: Address): boolean {
  return network.family === family && network.first <= value && value <= network.last;
}

/**
 * Whether one of `networks` contains the address. Pure.
 * @param text a canonical text, which is not checked: a matrix of `reach` asks this a million times
 */
export function isWithinAny(networks: readonly Network[], text: string): boolean {
  if (networks.length === 0) return false;
  const address = knownAddress(text);
  return networks.some((network) => containsAddress(network, address));
}

/** How many hosts a network has: its addresses without the first and the last. Pure. */
export function hostCount({ first, last }: Network): bigint {
  return last - first - 1n;
}

/**
 * The `n`th host address of a network; 1 is the first. Pure.
 * @throws RangeError where the network has no such host
 */
export function hostAt({ family, text, first, last }: Network, n: number): Address {
  const value = first + BigInt(n);
  if (n < 1 || value >= last) throw new RangeError(`${text} has no host ${n}`);
  return addressAt(family, value);
}
