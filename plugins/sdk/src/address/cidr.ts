import { Address4 } from 'ip-address';
import { inputError, type VpcctlError } from '../errors.js';

/** An IPv4 network: `first` and `last` are its addresses as integers, both ends included. */
export interface Cidr {
  /** As it is written: `10.0.0.0/16`. */
  readonly text: string;
  /** How many bits are the network's: 0 to 32. */
  readonly prefix: number;
  /** The network's address, as an integer. */
  readonly first: bigint;
  /** The broadcast address, as an integer. */
  readonly last: bigint;
}

/**
 * Reads an IPv4 network, `10.0.0.0/16`. `what` names it in errors: `the CIDR of VPC vpc1`.
 * @throws VpcctlError `CIDR_INVALID` (malformed, leading zeros), `CIDR_IPV6`, `CIDR_HOST_BITS`
 */
export function parseCidr(text: string, what = 'the CIDR'): Cidr {
  return read(text, text, what);
}

/**
 * Reads a network or a single address (which becomes a /32), as policies name the other end.
 * @throws VpcctlError as {@link parseCidr}
 */
export function parseCidrOrAddress(text: string, what = 'the CIDR'): Cidr {
  return read(text.includes('/') ? text : `${text}/32`, text, what);
}

/** `written` is what the user wrote, for errors. */
function read(text: string, written: string, what: string): Cidr {
  if (text.includes(':')) throw ipv6NotYet(written, what);
  if (!text.includes('/')) throw invalid(written, what, 'add a prefix length: 10.0.0.0/16');
  const address = parseAddress4(text, written, what);
  const first = address.startAddress();
  const canonical = `${first.correctForm()}/${address.subnetMask}`;
  if (first.correctForm() !== address.correctForm()) {
    throw inputError(
      'CIDR_HOST_BITS',
      `${what}, ${show(written)}, has bits set behind its prefix`,
      `the network is ${canonical}`,
    );
  }
  if (canonical !== text) throw invalid(written, what, `write it as ${canonical}`);
  return {
    text: canonical,
    prefix: address.subnetMask,
    first: first.bigInt(),
    last: address.endAddress().bigInt(),
  };
}

/** Whether `inner` lies in `outer` whole. */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the two have an address in common. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Whether `address` (dotted) lies in `cidr`. */
export function containsAddress(cidr: Cidr, address: string): boolean {
  const value = new Address4(address).bigInt();
  return cidr.first <= value && value <= cidr.last;
}

/** The same for an address that is known to be one: much quicker, since a matrix asks this a million times. */
export function isWithin({ first, last }: Cidr, address: string): boolean {
  const value = addressNumber(address);
  return first <= value && value <= last;
}

/** Whether such an address lies in one of several networks. */
export function isWithinAny(cidrs: readonly Cidr[], address: string): boolean {
  return cidrs.some((cidr) => isWithin(cidr, address));
}

/** An address, dotted and known to be one, as a number, as {@link Cidr} has it. */
export function addressNumber(address: string): bigint {
  let value = 0;
  for (const octet of address.split('.')) value = value * 256 + Number(octet);
  return BigInt(value);
}

/**
 * The address `n` places after the network address: 1 is the first host.
 * @throws RangeError where the network has no such host
 */
export function hostAt(cidr: Cidr, n: number): string {
  const value = cidr.first + BigInt(n);
  if (n < 1 || value >= cidr.last) throw new RangeError(`${cidr.text} has no host ${n}`);
  return Address4.fromBigInt(value).correctForm();
}

function parseAddress4(text: string, written: string, what: string): Address4 {
  try {
    return new Address4(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(
      written,
      what,
      `${reason} Write four numbers from 0 to 255 and a prefix length: 10.0.0.0/16`,
    );
  }
}

function invalid(text: string, what: string, hint: string): VpcctlError {
  return inputError('CIDR_INVALID', `${what}, ${show(text)}, is not an IPv4 network`, hint);
}

function ipv6NotYet(text: string, what: string): VpcctlError {
  return inputError(
    'CIDR_IPV6',
    `${what}, ${show(text)}, is IPv6, which is not supported yet`,
    'use an IPv4 network, for example 10.0.0.0/16',
  );
}

/** User input in a message: quoted, without control characters, not endless. */
function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
