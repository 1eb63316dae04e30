/** Reads the packets that rules of the packet filter log to a group. */
import { decodeAcknowledgement } from '../codec/acknowledgement.js';
import { MalformedMessage } from '../codec/malformed.js';
import { decodeMessages, encodeMessage, FLAG, TYPE } from '../codec/message.js';
import { NetlinkError } from '../errors.js';
import { check, libc } from '../libc.js';
import { readGroup } from '../messages/log/config.js';
import { type LoggedPacket, readLoggedPacket } from '../messages/log/packet.js';
import { openDescriptor, setReceiveBuffer } from '../socket.js';
import { type Listening, receive } from './descriptor-reader.js';

/** As long as the end of a process may take. */
const PATIENCE_SECONDS = 5;
/** How many packets come in one message, and how long one waits for others: a tenth of a second. */
const TOGETHER = 64;
const WAIT = 10;
/** The kernel keeps so many bytes that are not read yet. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/** What is told of a group. */
export interface PacketReader {
  packet(packet: LoggedPacket): void;
  /** So many packets were lost, since they were not read fast enough; at least so many. */
  lost(count: number): void;
}

/**
 * Reads a group until it is closed, in the network namespace of this process.
 * @param bytes how many bytes of each packet are read at most
 * @throws NetlinkError with EPERM where another process reads the group; SystemError
 */
export function readPackets(group: number, bytes: number, reader: PacketReader): Listening {
  const descriptor = openDescriptor('netfilter', { options: [], patience: PATIENCE_SECONDS });
  try {
    setReceiveBuffer(descriptor, BUFFER_BYTES);
    configure(descriptor, group, bytes);
  } catch (error) {
    libc().close(descriptor);
    throw error;
  }
  let expected: number | null = null;
  return receive(descriptor, {
    datagram(datagram) {
      for (const packet of packetsIn(datagram)) {
        const { sequence } = packet;
        if (sequence !== null) {
          const gap = expected === null ? 0 : (sequence - expected) >>> 0;
          if (gap > 0) reader.lost(gap);
          expected = (sequence + 1) >>> 0;
        }
        reader.packet(packet);
      }
    },
    // The numbers of the packets tell how many were lost.
    failed: () => {},
  });
}

function configure(descriptor: number, group: number, bytes: number): void {
  const { what, ...message } = readGroup({ group, bytes, together: TOGETHER, wait: WAIT });
  const flags = message.flags | FLAG.acknowledge;
  const encoded = encodeMessage({ ...message, flags }, 1);
  check('send', libc().send(descriptor, encoded, encoded.length, 0));
  const answer = Buffer.alloc(64 * 1024);
  for (;;) {
    const length = check(`recv, ${what}`, libc().recv(descriptor, answer, answer.length, 0));
    for (const each of decodeMessages(answer.subarray(0, length))) {
      if (each.type !== TYPE.error || each.sequence !== 1) continue;
      const outcome = decodeAcknowledgement(each);
      if (outcome.errno === 0) return;
      throw new NetlinkError(what, outcome);
    }
  }
}

/** A message that is not understood is no packet. */
function* packetsIn(datagram: Buffer): Generator<LoggedPacket> {
  try {
    for (const message of decodeMessages(datagram)) {
      const packet = readLoggedPacket(message);
      if (packet !== null) yield packet;
    }
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
  }
}
