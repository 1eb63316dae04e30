import { atLeast } from '../codec/malformed.js';

/** NUD_* of linux/neighbour.h. */
export const NUD = { noArp: 0x40, permanent: 0x80 } as const;
/** NTF_* of linux/neighbour.h: whose table of addresses an entry is in. */
export const NTF = { self: 2, master: 4 } as const;
/** NDA_* of linux/neighbour.h. */
export const NDA = { destination: 1, mac: 2, vlan: 5, master: 9 } as const;

const LENGTH = 12;

/** `struct ndmsg` of linux/neighbour.h. */
export interface NeighbourHeader {
  readonly family: number;
  readonly index: number;
  readonly state: number;
  readonly flags: number;
}

export function encodeNeighbourHeader(header: NeighbourHeader): Buffer {
  const encoded = Buffer.alloc(LENGTH);
  encoded.writeUInt8(header.family, 0);
  encoded.writeInt32LE(header.index, 4);
  encoded.writeUInt16LE(header.state, 8);
  encoded.writeUInt8(header.flags, 10);
  return encoded;
}

/** @throws MalformedMessage */
export function decodeNeighbourHeader(body: Buffer): { header: NeighbourHeader; rest: Buffer } {
  atLeast(LENGTH, body, 'a neighbour');
  const header = {
    family: body.readUInt8(0),
    index: body.readInt32LE(4),
    state: body.readUInt16LE(8),
    flags: body.readUInt8(10),
  };
  return { header, rest: body.subarray(LENGTH) };
}
