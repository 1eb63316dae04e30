import { Address4 } from 'ip-address';
import { inputError, type VpcctlError } from '../contract/errors.js';
import { dottedAddress } from './ranges.js';

/** An IPv4 network. `first` and `last` are its first and last address, as integers. */
export interface Cidr {
  /** Its canonical text: `10.0.0.0/16`. */
  readonly text: string;
  /** The prefix length in bits: 0 to 32. */
  readonly prefix: number;
  /** The network address, as an integer. */
  readonly first: bigint;
  /** The broadcast address, as an integer. */
  readonly last: bigint;
}

/**
 * Reads an IPv4 network, `10.0.0.0/16`. Pure.
 * @param what names it in errors: `the CIDR of VPC vpc1`
 * @throws VpcctlError `CIDR_INVALID` (malformed, leading zeros), `CIDR_IPV6`, `CIDR_HOST_BITS`
 */
export function parseCidr(text: string, what = 'the CIDR'): Cidr {
  return read(text, text, what);
}

/**
 * Reads a network, or a single address as a /32. Policies name their remotes by either. Pure.
 * @throws VpcctlError as {@link parseCidr}
 */
export function parseCidrOrAddress(text: string, what = 'the CIDR'): Cidr {
  return read(text.includes('/') ? text : `${text}/32`, text, what);
}

/** Reads `text`; errors show `written`, the user's own text. */
function read(text: string, written: string, what: string): Cidr {
  return readCanonical(text) ?? readCarefully(text, written, what);
}

const CANONICAL = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/**
 * A network in its canonical text; null for any other text, which `ip-address` judges. A shortcut:
 * a state has thousands of networks, and each command reads them all.
 */
function readCanonical(text: string): Cidr | null {
  const [, a, b, c, d, length] = CANONICAL.exec(text) ?? [];
  const prefix = Number(length);
  const first = ((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d);
  const size = 2 ** (32 - prefix);
  const isNetwork = prefix <= 32 && first % size === 0;
  if (!isNetwork || text !== `${dottedAddress(first)}/${prefix}`) return null;
  return { text, prefix, first: BigInt(first), last: BigInt(first + size - 1) };
}

/** As {@link read}, for any text. */
function readCarefully(text: string, written: string, what: string): Cidr {
  if (text.includes(':')) throw ipv6NotYet(written, what);
  if (!text.includes('/')) throw invalid(written, what, 'add a prefix length: 10.0.0.0/16');
  const address = parseAddress4(text, written, what);
  const first = address.startAddress();
  const canonical = `${first.correctForm()}/${address.subnetMask}`;
  if (first.correctForm() !== address.correctForm()) {
    throw inputError(
      'CIDR_HOST_BITS',
      `${what}, ${show(written)}, has bits set beyond its prefix`,
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

/** Whether the whole of `inner` is in `outer`. Pure. */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the two networks have an address in common. Pure. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/**
 * Whether `address` (dotted) is in `cidr`. Pure.
 * @throws AddressError of `ip-address` where `address` is not an IPv4 address
 */
export function containsAddress(cidr: Cidr, address: string): boolean {
  const value = new Address4(address).bigInt();
  return cidr.first <= value && value <= cidr.last;
}

/**
 * As {@link containsAddress}, for a text that is certainly an address. It checks nothing and is
 * much faster: a matrix of `reach` asks this a million times. Pure.
 */
export function isWithin({ first, last }: Cidr, address: string): boolean {
  const value = addressNumber(address);
  return first <= value && value <= last;
}

/** As {@link isWithin}, for several networks: whether one of them contains the address. Pure. */
export function isWithinAny(cidrs: readonly Cidr[], address: string): boolean {
  if (cidrs.length === 0) return false;
  const value = addressNumber(address);
  return cidrs.some(({ first, last }) => first <= value && value <= last);
}

const ZERO = 0x30;

/** A valid dotted address as an integer, as in {@link Cidr}. It checks nothing. Pure. */
export function addressNumber(address: string): bigint {
  let [value, octet] = [0, 0];
  for (let i = 0; i < address.length; i += 1) {
    const digit = address.charCodeAt(i) - ZERO;
    if (digit < 0) [value, octet] = [value * 256 + octet, 0];
    else octet = octet * 10 + digit;
  }
  return BigInt(value * 256 + octet);
}

/**
 * The `n`th host address of a network, dotted; 1 is the first. Pure.
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

/** User input for a message: quoted, without control characters, of limited length. */
function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
