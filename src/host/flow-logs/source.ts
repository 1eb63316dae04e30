/** Where flows come from: the kernel's connections, and the messages of their ends. */
import { VpcctlError } from '@vpcctl/sdk';
import { CONNECTIONS_ENDED } from '../netlink/events/groups.js';
import { receive } from '../netlink/events/receive.js';
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
}

/** The connections of the host, until it is closed. */
export interface FlowSource {
  /** All connections that there are. @throws VpcctlError `HOST_STEP_FAILED` */
  connections(): CountedConnection[];
  /** Tells what has arrived by now; it does not wait. */
  drain(): void;
  /** How many messages were lost since the last call. */
  takeLost(): number;
  close(): Promise<void>;
}

/**
 * Listens to the ends of connections.
 * @param bufferBytes how much the kernel keeps of what is not read yet
 * @throws VpcctlError `FLOW_LOGS_NEED_NETLINK`, `HOST_STEP_FAILED`
 */
export function openFlowSource(listener: FlowListener, bufferBytes: number): FlowSource {
  const availability = netlinkAvailability();
  if (!availability.available) {
    throw new VpcctlError(`flow logs need netlink: ${availability.reason}`, {
      code: 'FLOW_LOGS_NEED_NETLINK',
      category: 'environment',
      hints: ['install vpcctl with its optional package koffi: npm install -g --include=optional'],
    });
  }
  const session = openSession();
  const events = spoken(() =>
    receive({ family: 'netfilter', groups: CONNECTIONS_ENDED, bufferBytes }, (message) => {
      const ended = readCounted(message);
      if (ended?.isEnding === true && isOfVpc(ended)) listener.ended(ended);
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
    drain: () => events.drain(),
    takeLost: () => events.takeLost(),
    async close() {
      await events.close();
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
