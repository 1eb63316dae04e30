/** Where the kernel tells of the steps of traced packets. */
import { type PacketTracing, type TraceMessage, VpcctlError } from '@vpcctl/sdk';
import { NetlinkError } from '../netlink/errors.js';
import { readPackets } from '../netlink/events/logged-packets.js';
import { listenToTraces } from '../netlink/events/traces.js';
import { readTracePrefix } from '../netlink/messages/log/trace-prefix.js';

/** TRACE writes to this group (`default_loginfo` of nfnetlink_log.c). */
const GROUP = 0;
/** The header of IPv4, which numbers the packet. */
const BYTES = 20;

/** Goes on until it is closed. */
interface Listening {
  close(): Promise<void>;
}

/**
 * Calls `step` for each step of a traced packet, in order, until it is closed. Of the log those of
 * the first packet alone: each packet of a sender has another number (RFC 791).
 * @throws VpcctlError `TRACE_BUSY` where another process reads that log; SystemError
 */
export function listenTo(
  source: PacketTracing['source'],
  step: (message: TraceMessage) => void,
): Listening {
  if (source === 'nf_tables') {
    return listenToTraces(({ handle, ...event }) => step({ ...event, rule: handle }));
  }
  let first: number | null = null;
  try {
    return readPackets(GROUP, BYTES, {
      packet({ prefix, bytes }) {
        const message = readTracePrefix(prefix);
        if (message === null || bytes.length < BYTES) return;
        const number = bytes.readUInt16BE(4);
        first ??= number;
        if (number === first) step(message);
      },
      lost: () => {},
    });
  } catch (error) {
    if (!(error instanceof NetlinkError)) throw error;
    throw new VpcctlError(
      `packets cannot be traced while another process reads the log group ${GROUP}: ${error.message}`,
      {
        code: 'TRACE_BUSY',
        category: 'host',
        hints: [
          'try again when no other trace runs',
          `a logging daemon may read it (ulogd): cat /proc/net/netfilter/nfnetlink_log`,
        ],
        cause: error,
      },
    );
  }
}
