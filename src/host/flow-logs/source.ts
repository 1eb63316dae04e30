/** Where flows come from: the kernel's connections, the messages of their ends, and denied packets. */
import { VpcctlError } from '@vpcctl/sdk';
import { type DeniedLogEntry, readDeniedLog } from '../denied-log.js';
import { readEndedConnections } from '../netlink/events/ended-connections.js';
import {
  type CountedConnection,
  connection,
  hostError,
  netlinkAvailability,
  openSession,
  readCounted,
} from '../netlink/index.js';

/** What a source tells. */
export interface FlowListener {
  /** A connection has ended, with its final counters. */
  ended(connection: CountedConnection): void;
  /** A packet was denied. */
  denied(entry: DeniedLogEntry): void;
}

/** The connections of the host and the denied packets, until it is closed. */
export interface FlowSource {
  /** All connections that there are. @throws VpcctlError `HOST_STEP_FAILED` */
  connections(): CountedConnection[];
  /** Tells which connections have ended by now; it does not wait. */
  drain(): void;
  /** How many messages were lost since the last call. */
  takeLost(): number;
  close(): Promise<void>;
}

/** How a source is read. */
export interface SourceOptions {
  /** How much the kernel keeps of what is not read yet. */
  readonly bufferBytes: number;
  /** The log group of the packets that are denied. */
  readonly group: number;
}

/**
 * Listens to the ends of connections, and to the log of denied packets.
 * @throws VpcctlError `HOST_NETLINK_MISSING`, `HOST_STEP_FAILED`; `DENIED_LOG_BUSY` where another
 *   process reads the group
 */
export function openFlowSource(
  listener: FlowListener,
  { bufferBytes, group }: SourceOptions,
): FlowSource {
  const availability = netlinkAvailability();
  if (!availability.available) {
    throw new VpcctlError(`flow logs need netlink: ${availability.reason}`, {
      code: 'HOST_NETLINK_MISSING',
      category: 'environment',
      hints: ["install vpcctl's packages with their binaries: npm ci, without --omit=optional"],
    });
  }
  let lost = 0;
  const denied = readDeniedLog(group, {
    entry: (entry) => listener.denied(entry),
    lost: (count) => {
      lost += count;
    },
  });
  const session = openSession();
  const ended = spoken(() =>
    readEndedConnections(bufferBytes, (found) => {
      if (isOfVpc(found)) listener.ended(found);
    }),
  );
  return {
    connections: () =>
      spoken(() =>
        session.conntrack().dump(connection.all(), (message) => {
          const found = readCounted(message);
          return found !== null && isOfVpc(found) ? found : null;
        }),
      ),
    drain: () => ended.drain(),
    takeLost() {
      const all = lost + ended.takeLost();
      lost = 0;
      return all;
    },
    async close() {
      await Promise.all([ended.close(), denied.close()]);
      session.close();
    },
  };
}

/** The segments begin at 7001: most connections of a host are of no VPC. */
function isOfVpc({ mark, original }: CountedConnection): boolean {
  return mark !== 0 || original.zone !== null;
}

function spoken<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw hostError(error, 'the connections cannot be read');
  }
}
