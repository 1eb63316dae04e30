/** Reads the end of each connection, and counts the messages that were lost. */
import { fstatSync, readFileSync } from 'node:fs';
import { MalformedMessage } from '../codec/malformed.js';
import { decodeMessages } from '../codec/message.js';
import { type CountedConnection, readCounted } from '../messages/conntrack/counted.js';
import { openDescriptor, setReceiveBuffer } from '../socket.js';
import { type Reading, receive } from './descriptor-reader.js';
import { droppedBy } from './dropped.js';
import { CONNECTIONS_ENDED } from './groups.js';

/** The longest wait for a message, in seconds: the length that the end of a process may take. */
const PATIENCE_SECONDS = 5;

/** The ends of connections, until it is closed. */
export interface EndedConnections extends Reading {
  /** How many messages the kernel had no room for since the last call. */
  takeLost(): number;
}

/**
 * Calls `ended` for each connection that ends, with its final counters.
 * @param bufferBytes how many bytes of messages the kernel keeps while the process is busy
 * @throws SystemError where there is no such socket
 */
export function readEndedConnections(
  bufferBytes: number,
  ended: (connection: CountedConnection) => void,
): EndedConnections {
  const descriptor = openDescriptor('netfilter', {
    options: [],
    patience: PATIENCE_SECONDS,
    groups: CONNECTIONS_ENDED,
  });
  setReceiveBuffer(descriptor, bufferBytes);
  const { ino } = fstatSync(descriptor);
  let dropped = 0;
  let malformed = 0;
  const listening = receive(descriptor, {
    datagram(datagram) {
      try {
        for (const message of decodeMessages(datagram)) {
          const connection = readCounted(message);
          if (connection?.isEnding === true) ended(connection);
        }
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error;
        malformed += 1;
      }
    },
    // The kernel counts what it drops.
    failed: () => {},
  });
  return {
    ...listening,
    takeLost() {
      const now = droppedBy(readFileSync('/proc/self/net/netlink', 'utf8'), ino) ?? dropped;
      const lost = now - dropped + malformed;
      dropped = now;
      malformed = 0;
      return lost;
    },
  };
}
