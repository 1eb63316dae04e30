/** Settings of a group of logged packets: linux/netfilter/nfnetlink_log.h. Pure. */
import { be16, be32, body, bytes, u8 } from '../../codec/encode.js';
import type { NetlinkRequest } from '../../codec/message.js';
import { request } from '../request.js';

/** NFULNL_MSG_CONFIG of the subsystem NFNL_SUBSYS_ULOG, 4. */
const CONFIG = 0x401;
/** NFULA_CFG_*. */
const CFG = { command: 1, mode: 2, timeout: 4, threshold: 5, flags: 6 } as const;
/** NFULNL_CFG_CMD_BIND. */
const BIND = 1;
/** NFULNL_COPY_PACKET. */
const COPY_PACKET = 2;
/** NFULNL_CFG_F_SEQ: each packet has a number, so that a gap tells of packets that were lost. */
const NUMBERED = 1;

/** How a group is read. */
export interface LogGroup {
  /** Of 16 bits. */
  readonly group: number;
  /** At most so many bytes of each packet. */
  readonly bytes: number;
  /** So many packets are sent together. */
  readonly together: number;
  /** A packet waits so long for others, in hundredths of a second. */
  readonly wait: number;
}

/** Makes the socket the reader of a group. Refused with EPERM where another one reads it. */
export function readGroup({ group, bytes: length, together, wait }: LogGroup): NetlinkRequest {
  const mode = Buffer.alloc(6);
  mode.writeUInt32BE(length, 0);
  mode.writeUInt8(COPY_PACKET, 4);
  const encoded = body([
    header(group),
    u8(CFG.command, BIND),
    bytes(CFG.mode, mode),
    be32(CFG.timeout, wait),
    be32(CFG.threshold, together),
    be16(CFG.flags, NUMBERED),
  ]);
  return request(CONFIG, `read the log group ${group}`, encoded);
}

/** `struct nfgenmsg`: AF_UNSPEC, version 0, and the group. */
function header(group: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(group, 2);
  return bytes;
}
