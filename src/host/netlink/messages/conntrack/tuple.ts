/** One direction of a connection: linux/netfilter/nfnetlink_conntrack.h. Pure. */
import { ipv4Bytes, ipv4Text } from '../../codec/addresses.js';
import { Attributes } from '../../codec/attributes.js';
import { be16, bytes, given, nested, u8 } from '../../codec/encode.js';
import { MalformedMessage } from '../../codec/malformed.js';

/** CTA_TUPLE_*, CTA_IP_*, CTA_PROTO_*. */
const TUPLE = { ip: 1, protocol: 2, zone: 3 } as const;
const IP = { source: 1, destination: 2 } as const;
const PROTOCOL = {
  number: 1,
  sourcePort: 2,
  port: 3,
  icmpId: 4,
  icmpType: 5,
  icmpCode: 6,
} as const;

/** Ports are null where the protocol has none. */
export interface Tuple {
  readonly source: string;
  readonly sourcePort: number | null;
  readonly destination: string;
  readonly port: number | null;
  /** IPPROTO_* of netinet/in.h: 1 ICMP, 6 TCP, 17 UDP. */
  readonly protocol: number;
  /** Of ICMP alone. */
  readonly icmp: { readonly id: number; readonly type: number; readonly code: number } | null;
  /** The zone of `ct original zone set`; null for a connection without one of its own. */
  readonly zone: number | null;
}

export function encodeTuple(type: number, tuple: Tuple): Buffer {
  const { source, destination, protocol, sourcePort, port, icmp, zone } = tuple;
  return nested(type, [
    nested(TUPLE.ip, [
      bytes(IP.source, ipv4Bytes(source)),
      bytes(IP.destination, ipv4Bytes(destination)),
    ]),
    nested(TUPLE.protocol, [
      u8(PROTOCOL.number, protocol),
      given(sourcePort, (value) => be16(PROTOCOL.sourcePort, value)),
      given(port, (value) => be16(PROTOCOL.port, value)),
      given(icmp, ({ id }) => be16(PROTOCOL.icmpId, id)),
      given(icmp, (value) => u8(PROTOCOL.icmpType, value.type)),
      given(icmp, ({ code }) => u8(PROTOCOL.icmpCode, code)),
    ]),
    given(zone, (value) => be16(TUPLE.zone, value)),
  ]);
}

/** @throws MalformedMessage */
export function decodeTuple(payload: Buffer): Tuple {
  const tuple = new Attributes(payload);
  const ip = tuple.nested(TUPLE.ip);
  const protocol = tuple.nested(TUPLE.protocol);
  const id = protocol.be16(PROTOCOL.icmpId);
  return {
    source: addressOf(ip.bytes(IP.source)),
    sourcePort: protocol.be16(PROTOCOL.sourcePort),
    destination: addressOf(ip.bytes(IP.destination)),
    port: protocol.be16(PROTOCOL.port),
    protocol: protocol.u8(PROTOCOL.number) ?? 0,
    icmp:
      id === null
        ? null
        : {
            id,
            type: protocol.u8(PROTOCOL.icmpType) ?? 0,
            code: protocol.u8(PROTOCOL.icmpCode) ?? 0,
          },
    zone: tuple.be16(TUPLE.zone),
  };
}

function addressOf(bytes: Buffer | null): string {
  if (bytes !== null) return ipv4Text(bytes);
  throw new MalformedMessage('a connection without an IPv4 address');
}
