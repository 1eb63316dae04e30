import { Address4 } from 'ip-address';
import { inputError, type VpcctlError } from '../contract/errors.js';
import { type Address, knownAddress } from './address.js';
import { bitsOf } from './family.js';
import { anyNetwork, hostRoute, type Network, networkAt, networkOf } from './network.js';
import { isAddress, readAddressWithLength } from './read.js';

/**
 * Reads an IPv4 network, `10.0.0.0/16`. Pure.
 * @param what names it in errors: `the CIDR of VPC vpc1`
 * @throws VpcctlError `CIDR_INVALID` (malformed, leading zeros), `CIDR_IPV6`, `CIDR_HOST_BITS`
 */
export function parseNetwork(text: string, what = 'the CIDR'): Network {
  return read(text, text, what);
}

/** Whether a text is an IPv4 network in its canonical form, `10.0.0.0/16`. Pure. */
export function isNetwork(text: string): boolean {
  return readCanonical(text) !== null;
}

/**
 * Reads a network, or a single address as the network of that address alone. Policies name their
 * remotes by either. Pure.
 * @throws VpcctlError as {@link parseNetwork}
 */
export function parseNetworkOrAddress(text: string, what = 'the CIDR'): Network {
  return text.includes('/') ? read(text, text, what) : readHost(text, what);
}

/**
 * Reads an address, `10.0.0.1`. Pure.
 * @throws VpcctlError as {@link parseNetwork}
 */
export function parseAddress(text: string, what = 'the address'): Address {
  readHost(text, what);
  return knownAddress(text);
}

/**
 * The network that a route leads to: a network, an address alone, or `default`, which is all
 * addresses. Each family has a default route of its own; the word means IPv4's so far. Pure.
 * @throws VpcctlError as {@link parseNetwork}
 */
export function parseDestination(text: string): Network {
  return text === 'default' ? anyNetwork('ipv4') : parseNetworkOrAddress(text, 'the destination');
}

function readHost(text: string, what: string): Network {
  return read(`${text}/${bitsOf('ipv4')}`, text, what);
}

/** Reads `text`; errors show `written`, the user's own text. */
function read(text: string, written: string, what: string): Network {
  return readCanonical(text) ?? readCarefully(text, written, what);
}

/**
 * A network in its canonical text; null for any other text, which `ip-address` judges. A shortcut:
 * a state has thousands of networks, and each command reads them all.
 */
function readCanonical(text: string): Network | null {
  const found = text.includes('/') ? readAddressWithLength(text) : null;
  if (found === null) return null;
  if (found.length === bitsOf(found.address.family)) return hostRoute(found.address);
  const network = networkOf(found);
  return network.first === found.address.value ? network : null;
}

/** An address as the network that is probably meant: 10.0.9.0/24, and 10.9.0.0/16. */
function withLength(text: string): string {
  if (!isAddress(text)) return '10.0.0.0/16';
  const [one, two, three] = text.split('.');
  return text.endsWith('.0.0') ? `${one}.${two}.0.0/16` : `${one}.${two}.${three}.0/24`;
}

/** As {@link read}, for any text that is not canonical. */
function readCarefully(text: string, written: string, what: string): Network {
  if (text.includes(':')) throw ipv6NotYet(written, what);
  if (!text.includes('/')) throw invalid(written, what, `add a prefix length: ${withLength(text)}`);
  const address = parseAddress4(text, written, what);
  const first = address.startAddress();
  const canonical = networkAt('ipv4', first.bigInt(), address.subnetMask).text;
  if (first.correctForm() !== address.correctForm()) {
    throw inputError(
      'CIDR_HOST_BITS',
      `${what}, ${show(written)}, has bits set beyond its prefix`,
      `the network is ${canonical}`,
    );
  }
  throw invalid(written, what, `write it as ${canonical}`);
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
