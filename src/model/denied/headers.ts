/** What the first bytes of a packet say. Its sender wrote them, so nothing about them is certain. */
import { hasPorts, protocolOf } from '@vpcctl/sdk';

/** The headers of a packet, as far as it has them. */
export interface PacketHeaders {
  /** The sender and the receiver that it names; of ARP the protocol addresses. */
  readonly source: string;
  readonly destination: string;
  /** `tcp`, `icmp`, a number where there is no name; `arp`. */
  readonly protocol: string;
  readonly sourcePort: number | null;
  /** The destination port. */
  readonly port: number | null;
  readonly icmpType: number | null;
  /** The length that it claims to have. */
  readonly length: number;
}

const ETHER = { ipv4: 0x0800, arp: 0x0806 } as const;
/** The lengths of the headers of IPv4 (RFC 791) without options, and of ARP for IPv4 (RFC 826). */
const IPV4 = 20;
const ARP = 28;
/** All later parts of a packet that was cut in pieces have no ports. */
const OFFSET = 0x1fff;
const ICMP = 1;

/**
 * Reads the headers; null for a packet that is neither IPv4 nor ARP, or too short. Pure.
 * @param etherType ETH_P_* of linux/if_ether.h
 * @param bytes from the network header on
 */
export function readHeaders(etherType: number, bytes: Buffer): PacketHeaders | null {
  if (etherType === ETHER.ipv4) return readIpv4(bytes);
  return etherType === ETHER.arp ? readArp(bytes) : null;
}

function readIpv4(bytes: Buffer): PacketHeaders | null {
  if (bytes.length < IPV4 || bytes.readUInt8(0) >> 4 !== 4) return null;
  const start = (bytes.readUInt8(0) & 0xf) * 4;
  if (start < IPV4) return null;
  const number = bytes.readUInt8(9);
  const isFirst = (bytes.readUInt16BE(6) & OFFSET) === 0;
  const rest = isFirst ? bytes.subarray(start) : Buffer.alloc(0);
  // 0 is IPv6's hop-by-hop header, and has no name here.
  const protocol = number === 0 ? '0' : protocolOf(number);
  const isPorted = hasPorts(protocol) && rest.length >= 4;
  return {
    source: bytes.subarray(12, 16).join('.'),
    destination: bytes.subarray(16, 20).join('.'),
    protocol,
    sourcePort: isPorted ? rest.readUInt16BE(0) : null,
    port: isPorted ? rest.readUInt16BE(2) : null,
    icmpType: number === ICMP && rest.length >= 1 ? rest.readUInt8(0) : null,
    length: bytes.readUInt16BE(2),
  };
}

function readArp(bytes: Buffer): PacketHeaders | null {
  if (bytes.length < ARP || bytes.readUInt16BE(2) !== ETHER.ipv4) return null;
  if (bytes.readUInt8(4) !== 6 || bytes.readUInt8(5) !== 4) return null;
  return {
    source: bytes.subarray(14, 18).join('.'),
    destination: bytes.subarray(24, 28).join('.'),
    protocol: 'arp',
    ...{ sourcePort: null, port: null, icmpType: null, length: ARP },
  };
}
