/** Builds frames as bytes. All checksums are right, so that only a rule can drop a frame. */

export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

export const TYPE = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd, vlan: 0x8100, service: 0x88a8 };
export const PROTOCOL = { icmp: 1, ipip: 4, tcp: 6, udp: 17, gre: 47, sctp: 132 };

export type Tags = readonly (readonly [type: number, id: number])[];

export interface Ethernet {
  readonly to: string;
  readonly from: string;
  /** The EtherType, or the length where it is below 1536. */
  readonly type: number;
  /** VLAN tags, the outer one first: their EtherType and their number. */
  readonly tags?: Tags;
}

export function ethernet({ to, from, type, tags = [] }: Ethernet, payload: Buffer): Buffer {
  const head = [mac(to), mac(from), ...tags.flatMap(([tag, id]) => [u16(tag), u16(id)]), u16(type)];
  const frame = Buffer.concat([...head, payload]);
  return Buffer.concat([frame, Buffer.alloc(Math.max(0, 60 - frame.length))]);
}

export interface IPv4 {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  /** Options of the header; their length is a multiple of four. */
  readonly options?: Buffer;
  /** Flags and offset of a fragment. */
  readonly fragment?: number;
  readonly ttl?: number;
}

export function ipv4(
  { from, to, protocol, options = Buffer.alloc(0), fragment = 0, ttl = 64 }: IPv4,
  payload: Buffer,
): Buffer {
  const header = Buffer.concat([
    Buffer.from([0x45 + options.length / 4, 0]),
    u16(20 + options.length + payload.length),
    u16(0x4d4d),
    u16(fragment),
    Buffer.from([ttl, protocol]),
    u16(0),
    address(from),
    address(to),
    options,
  ]);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, payload]);
}

/** Builds a UDP datagram; without a given checksum it has none, which IPv4 allows. */
export function udp(from: number, to: number, data: Buffer, sum = 0): Buffer {
  return Buffer.concat([u16(from), u16(to), u16(8 + data.length), u16(sum), data]);
}

export const FLAGS = { fin: 0x01, syn: 0x02, ack: 0x10, push: 0x18 };

export interface Tcp {
  readonly addresses: readonly [from: string, to: string];
  readonly ports: readonly [from: number, to: number];
  readonly flags: number;
}

export function tcp({ addresses, ports, flags }: Tcp, data: Buffer): Buffer {
  const segment = Buffer.concat([
    ...ports.map(u16),
    u32(1000),
    u32(flags === FLAGS.syn ? 0 : 1000),
    Buffer.from([0x50, flags]),
    u16(64_000),
    u32(0),
    data,
  ]);
  const pseudo = [...addresses.map(address), u16(PROTOCOL.tcp), u16(segment.length)];
  segment.writeUInt16BE(checksum(Buffer.concat([...pseudo, segment])), 16);
  return segment;
}

export function echoRequest(data: Buffer): Buffer {
  return echo(8, data);
}

export function echoReply(data: Buffer): Buffer {
  return echo(0, data);
}

function echo(type: number, data: Buffer): Buffer {
  const packet = Buffer.concat([Buffer.from([type, 0]), u16(0), u16(0x4d4d), u16(1), data]);
  packet.writeUInt16BE(checksum(packet), 2);
  return packet;
}

export interface Arp {
  readonly operation: 'request' | 'reply';
  readonly sender: readonly [mac: string, address: string];
  readonly target: readonly [mac: string, address: string];
}

export function arp({ operation, sender, target }: Arp, trailer: Buffer): Buffer {
  const ends = [sender, target].flatMap(([hardware, protocol]) => [
    mac(hardware),
    address(protocol),
  ]);
  const head = [u16(1), u16(TYPE.ipv4), Buffer.from([6, 4]), u16(operation === 'request' ? 1 : 2)];
  return Buffer.concat([...head, ...ends, trailer]);
}

/** UDP over IPv6. */
export function ipv6(from: string, to: string, data: Buffer): Buffer {
  const datagram = udp(6000, 9999, data);
  const ends = [v6(from), v6(to)];
  const pseudo = Buffer.concat([...ends, u32(datagram.length), u32(PROTOCOL.udp)]);
  datagram.writeUInt16BE(checksum(Buffer.concat([pseudo, datagram])), 6);
  const head = [Buffer.from([0x60, 0, 0, 0]), u16(datagram.length), Buffer.from([17, 64])];
  return Buffer.concat([...head, ...ends, datagram]);
}

/** The link-local address that is derived from a MAC. */
export function linkLocal(hardware: string): string {
  const bytes = mac(hardware);
  const id = [(bytes[0] ?? 0) ^ 2, ...bytes.subarray(1, 3), 0xff, 0xfe, ...bytes.subarray(3)];
  const text = Buffer.from(id)
    .toString('hex')
    .replaceAll(/(.{4})(?=.)/g, '$1:');
  return `fe80:0:0:0:${text}`;
}

/** Loose source route by way of one router (RFC 791), filled up to a multiple of four. */
export function looseSourceRoute(last: string): Buffer {
  return Buffer.concat([Buffer.from([131, 7, 4]), address(last), Buffer.from([0])]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2)
    sum += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function u16(value: number): Buffer {
  return Buffer.from([value >>> 8, value & 0xff]);
}

function u32(value: number): Buffer {
  return Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
}

function mac(text: string): Buffer {
  return Buffer.from(text.replaceAll(':', ''), 'hex');
}

function address(text: string): Buffer {
  return Buffer.from(text.split('.').map(Number));
}

function v6(text: string): Buffer {
  return Buffer.concat(text.split(':').map((group) => u16(Number.parseInt(group, 16))));
}
