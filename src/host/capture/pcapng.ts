/** Files that say of each packet where it was seen: draft-ietf-opsawg-pcapng. Pure. */
import type { CapturedPacket } from './packet.js';

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const ORDER_MAGIC = 0x1a2b3c4d;
/** Options of all blocks, of an interface and of a packet. */
const OPTION = { end: 0, comment: 1, application: 4 } as const;
const OF_INTERFACE = { name: 2, description: 3, resolution: 9 } as const;
const OF_PACKET = { flags: 2 } as const;
/** Ten to the minus ninth of a second. */
const NANOSECONDS = 9;
/** An option has its length in 16 bits. */
const LONGEST_OPTION = 0xffff;

/** Where packets are seen. */
export interface CaptureInterface {
  /** As the kernel names it. */
  readonly name: string;
  /** For people: `vpc1/web`. */
  readonly description: string;
  readonly linkType: number;
  /** How much of a packet is kept at most, in bytes. */
  readonly snaplen: number;
}

/** The first block of a file. */
export function sectionHeader(application: string): Buffer {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(ORDER_MAGIC, 0);
  fixed.writeUInt16LE(1, 4);
  // The length of the section is not known yet.
  fixed.writeBigInt64LE(-1n, 8);
  return block(BLOCK.section, [fixed, option(OPTION.application, Buffer.from(application)), END]);
}

/** Interfaces are numbered from 0 in the order of their blocks. */
export function interfaceBlock({ name, description, linkType, snaplen }: CaptureInterface): Buffer {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(linkType, 0);
  fixed.writeUInt32LE(snaplen, 4);
  return block(BLOCK.interface, [
    fixed,
    option(OF_INTERFACE.name, Buffer.from(name)),
    option(OF_INTERFACE.description, Buffer.from(description)),
    option(OF_INTERFACE.resolution, Buffer.of(NANOSECONDS)),
    END,
  ]);
}

/** What a file says of a packet besides its bytes. */
export interface PacketNote {
  /** The number of its interface. */
  readonly at: number;
  /** Which way it passed the interface: into the host, or out of it. */
  readonly direction: 'inbound' | 'outbound';
  /** For people: `from vpc1/web`. */
  readonly comment: string;
}

/** A packet. */
export function packetBlock({ time, bytes, length }: CapturedPacket, note: PacketNote): Buffer {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(note.at, 0);
  fixed.writeUInt32LE(Number(time >> 32n), 4);
  fixed.writeUInt32LE(Number(time & 0xffffffffn), 8);
  fixed.writeUInt32LE(bytes.length, 12);
  fixed.writeUInt32LE(length, 16);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(note.direction === 'inbound' ? 1 : 2, 0);
  return block(BLOCK.packet, [
    fixed,
    padded(bytes),
    option(OPTION.comment, Buffer.from(note.comment)),
    option(OF_PACKET.flags, flags),
    END,
  ]);
}

/** A block has its length before and behind its content. */
function block(type: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 12);
  const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)];
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  tail.writeUInt32LE(length, 0);
  return Buffer.concat([head, ...parts, tail]);
}

function option(type: number, value: Buffer): Buffer {
  const cut = value.subarray(0, LONGEST_OPTION);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(cut.length, 2);
  return Buffer.concat([head, padded(cut)]);
}

const END = Buffer.alloc(4);

/** To a multiple of four bytes. */
function padded(bytes: Buffer): Buffer {
  const missing = -bytes.length & 3;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
