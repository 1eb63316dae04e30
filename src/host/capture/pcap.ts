/** The files of tcpdump: draft-ietf-opsawg-pcap. Pure. */
import type { CapturedPacket } from './packet.js';

/** The magic number of a file with nanoseconds, in the order of the processor that wrote it. */
const NANOSECONDS = 0xa1b23c4d;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
/** No link has longer packets, and tcpdump keeps no more of one. */
const LONGEST = 1 << 20;
const BILLION = 1_000_000_000n;
/** LINKTYPE_ETHERNET. */
export const ETHERNET = 1;

/** Bytes that are no such file. */
export class NotPcap extends Error {}

/** Reads a file that comes in pieces. */
export class PcapReader {
  #rest: Buffer = Buffer.alloc(0);
  #isBigEndian: boolean | null = null;

  /** The packets that are complete with this piece. @throws NotPcap */
  push(piece: Buffer): CapturedPacket[] {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let at = 0;
    if (this.#isBigEndian === null) {
      if (bytes.length < FILE_HEADER) {
        this.#rest = bytes;
        return [];
      }
      this.#isBigEndian = orderOf(bytes);
      at = FILE_HEADER;
    }
    const packets: CapturedPacket[] = [];
    while (at + PACKET_HEADER <= bytes.length) {
      const [seconds, nanoseconds, kept, length] = [0, 4, 8, 12].map((offset) =>
        this.#isBigEndian ? bytes.readUInt32BE(at + offset) : bytes.readUInt32LE(at + offset),
      ) as [number, number, number, number];
      if (kept > LONGEST) throw new NotPcap(`a packet of ${kept} bytes`);
      const start = at + PACKET_HEADER;
      if (start + kept > bytes.length) break;
      const time = BigInt(seconds) * BILLION + BigInt(nanoseconds);
      packets.push({ time, length, bytes: bytes.subarray(start, start + kept) });
      at = start + kept;
    }
    // A copy, so that a small rest does not keep a large piece.
    this.#rest = Buffer.from(bytes.subarray(at));
    return packets;
  }
}

/** @throws NotPcap */
function orderOf(bytes: Buffer): boolean {
  if (bytes.readUInt32LE(0) === NANOSECONDS) return false;
  if (bytes.readUInt32BE(0) === NANOSECONDS) return true;
  throw new NotPcap('no file of packets with nanoseconds');
}

/** The beginning of a file. @param snaplen how much of a packet is kept at most, in bytes */
export function pcapHeader(snaplen: number, linkType = ETHERNET): Buffer {
  const header = Buffer.alloc(FILE_HEADER);
  header.writeUInt32LE(NANOSECONDS, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snaplen, 16);
  header.writeUInt32LE(linkType, 20);
  return header;
}

/** A packet behind the others. */
export function pcapPacket({ time, bytes, length }: CapturedPacket): Buffer {
  const header = Buffer.alloc(PACKET_HEADER);
  header.writeUInt32LE(Number(time / BILLION), 0);
  header.writeUInt32LE(Number(time % BILLION), 4);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt32LE(length, 12);
  return Buffer.concat([header, bytes]);
}
