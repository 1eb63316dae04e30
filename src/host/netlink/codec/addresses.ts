/** IPv4 and MAC addresses as bytes and as text. Pure. */
import { MalformedMessage } from './malformed.js';

const OCTET = /^(?:0|[1-9]\d{0,2})$/;

/** The four bytes of `10.0.0.1`. @throws RangeError for anything else */
export function ipv4Bytes(address: string): Buffer {
  const octets = address.split('.');
  const numbers = octets.map(Number);
  const isValid = octets.every((octet) => OCTET.test(octet)) && numbers.every((n) => n < 256);
  if (octets.length === 4 && isValid) return Buffer.from(numbers);
  throw new RangeError(`${JSON.stringify(address)} is no IPv4 address`);
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
  const [address = '', bits = '32', ...more] = cidr.split('/');
  const length = OCTET.test(bits) ? Number(bits) : Number.NaN;
  if (more.length === 0 && length <= 32) return { address: ipv4Bytes(address), length };
  throw new RangeError(`${JSON.stringify(cidr)} is no IPv4 network`);
}

/** The bytes of `02:00:00:00:00:01`. @throws RangeError for anything else */
export function macBytes(mac: string): Buffer {
  if (/^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(mac)) return Buffer.from(mac.replaceAll(':', ''), 'hex');
  throw new RangeError(`${JSON.stringify(mac)} is no MAC address`);
}

/** Hardware addresses of any length: a tunnel's is an IP address. */
export function macText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/..(?!$)/g, '$&:');
}
