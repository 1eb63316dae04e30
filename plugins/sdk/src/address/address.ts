import { type AddressFamily, bitsOf, familyOf, formatNumber, numberOf } from './family.js';

/** An address of one family. Equal addresses have equal texts, so texts can be keys. */
export interface Address {
  /** The family; it decides how long the address is. */
  readonly family: AddressFamily;
  /** The address as a number. */
  readonly value: bigint;
  /** Its canonical text: `10.0.0.1`. */
  readonly text: string;
}

/**
 * The address of a family that has this number. Pure.
 * @throws RangeError where the family has no such address
 */
export function addressAt(family: AddressFamily, value: bigint): Address {
  if (value < 0n || value >> BigInt(bitsOf(family)) !== 0n) {
    throw new RangeError(`${family} has no address ${value}`);
  }
  return { family, value, text: formatNumber(family, value) };
}

/**
 * The address of a canonical text, as the state and the resources have it. It checks nothing; use
 * `parseAddress` for the text of a user. Pure.
 */
export function knownAddress(text: string): Address {
  const family = familyOf(text);
  return { family, value: numberOf(family, text), text };
}

/**
 * The address behind another one. Pure.
 * @throws RangeError behind the last address of the family
 */
export function nextAddress({ family, value }: Address): Address {
  return addressAt(family, value + 1n);
}

/** An address without its text. */
type AddressNumber = Pick<Address, 'family' | 'value'>;

/** Sorts addresses: by family, then by number. Pure. */
export function compareAddresses(one: AddressNumber, other: AddressNumber): number {
  if (one.family !== other.family) return one.family < other.family ? -1 : 1;
  return one.value === other.value ? 0 : one.value < other.value ? -1 : 1;
}

/** Whether two values are the same address. Pure. */
export function isSameAddress(one: Address, other: Address): boolean {
  return compareAddresses(one, other) === 0;
}

/**
 * The IPv4 address of a workload or router. What calls this works with IPv4 alone, and has to be
 * looked at when a second family is accepted. Pure.
 * @throws RangeError where there is none
 */
export function ipv4Of(addresses: readonly Address[]): Address {
  const found = addresses.find(({ family }) => family === 'ipv4');
  if (found !== undefined) return found;
  throw new RangeError('no IPv4 address');
}
