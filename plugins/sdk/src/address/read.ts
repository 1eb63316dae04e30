import { type Address, knownAddress } from './address.js';
import { bitsOf, formatNumber } from './family.js';

/** An address with the length of its network, as a link has it: `10.0.0.1/16`. */
export interface AddressWithLength {
  readonly address: Address;
  /** How many bits are the network's: all of them for an address without a length. */
  readonly length: number;
}

const IPV4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?:\/(\d{1,2}))?$/;

/**
 * Reads an address with or without a length: `10.0.0.1/16`, `10.0.0.1`. All readers of addresses
 * and networks use this one. Null for any other text, also for one that is not canonical. Pure.
 */
export function readAddressWithLength(text: string): AddressWithLength | null {
  const [, written, suffix] = IPV4.exec(text) ?? [];
  if (written === undefined) return null;
  const address = knownAddress(written);
  const bits = bitsOf(address.family);
  const length = suffix === undefined ? bits : Number(suffix);
  const isCanonical =
    formatNumber(address.family, address.value) === written &&
    (suffix === undefined || String(length) === suffix);
  return isCanonical && length <= bits ? { address, length } : null;
}

/** Whether a text is an IPv4 address in its canonical form. Pure. */
export function isAddress(text: string): boolean {
  return !text.includes('/') && readAddressWithLength(text) !== null;
}
