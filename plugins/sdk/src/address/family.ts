import { Address6 } from 'ip-address';

/**
 * The family of an address or network. Values of different families have nothing in common:
 * none contains, overlaps or equals another. Input of IPv6 is refused so far (`CIDR_IPV6`).
 */
export type AddressFamily = 'ipv4' | 'ipv6';

interface Traits {
  /** The length of an address in bits. */
  readonly bits: number;
  /** The canonical text of a number. */
  readonly format: (value: bigint) => string;
  /** The number of a canonical text. It checks nothing. */
  readonly numberOf: (text: string) => bigint;
}

/** What the families differ in. Nothing else knows how long an address is, or how it is written. */
const TRAITS: Readonly<Record<AddressFamily, Traits>> = {
  ipv4: {
    bits: 32,
    format: dottedText,
    numberOf: dottedValue,
  },
  ipv6: {
    bits: 128,
    format: (value) => Address6.fromBigInt(value).correctForm(),
    numberOf: (text) => new Address6(text).bigInt(),
  },
};

/** The length in bits of a family's addresses: 32 or 128. Pure. */
export function bitsOf(family: AddressFamily): number {
  return TRAITS[family].bits;
}

/** The number of addresses in a network of that length. Pure. */
export function sizeOf(family: AddressFamily, length: number): bigint {
  return 1n << BigInt(bitsOf(family) - length);
}

/** The family of a text that is certainly an address or a network. Pure. */
export function familyOf(text: string): AddressFamily {
  return text.includes(':') ? 'ipv6' : 'ipv4';
}

/** An address as its canonical text. Pure. */
export function formatNumber(family: AddressFamily, value: bigint): string {
  return TRAITS[family].format(value);
}

/** The number of an address in its canonical text. It checks nothing. Pure. */
export function numberOf(family: AddressFamily, text: string): bigint {
  return TRAITS[family].numberOf(text);
}

function dottedText(value: bigint): string {
  const number = Number(value);
  return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
}

const ZERO = 0x30;

/** A matrix of `reach` asks for this a million times. */
function dottedValue(address: string): bigint {
  let [value, octet] = [0, 0];
  for (let i = 0; i < address.length; i += 1) {
    const digit = address.charCodeAt(i) - ZERO;
    if (digit < 0) [value, octet] = [value * 256 + octet, 0];
    else octet = octet * 10 + digit;
  }
  return BigInt(value * 256 + octet);
}
