/** IPv4 and MAC addresses as bytes and as text. Pure. */
import { type Address, isAddress, knownAddress, readAddressWithLength } from '@vpcctl/sdk';
import { MalformedMessage } from './malformed.js';

/** The four bytes of `10.0.0.1`. @throws RangeError for anything else */
export function ipv4Bytes(address: string): Buffer {
  if (isAddress(address)) return bytesOf(knownAddress(address));
  throw new RangeError(`${JSON.stringify(address)} is no IPv4 address`);
}

function bytesOf({ value }: Address): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Number(value));
  return bytes;
}

/** @throws MalformedMessage where there are not four bytes */
export function ipv4Text(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  throw new MalformedMessage(`an IPv4 address of ${bytes.length} bytes`);
}

/** A network: its address, and how many bits of it count. */
export interface Prefix {
  readonly address: Buffer;
  readonly length: number;
}

/** Reads `10.0.0.0/16`; an address alone is a /32. @throws RangeError for anything else */
export function prefixOf(cidr: string): Prefix {
  const found = readAddressWithLength(cidr);
  if (found !== null) return { address: bytesOf(found.address), length: found.length };
  throw new RangeError(`${JSON.stringify(cidr)} is no IPv4 network`);
}

/** The bytes of `02:00:00:00:00:01`. @throws RangeError for anything else */
export function macBytes(mac: string): Buffer {
  if (/^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(mac)) return Buffer.from(mac.replaceAll(':', ''), 'hex');
  throw new RangeError(`${JSON.stringify(mac)} is no MAC address`);
}

/** Hardware addresses of any length: a tunnel's is an IP address. */
export function macText(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) text += text === '' ? HEX[byte] : `:${HEX[byte]}`;
  return text;
}

/** Each byte in two digits. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
