/** Follows one packet through the chains of the packet filter. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  type HostReader,
  type PacketTracing,
  type TracedPacket,
  type TraceMessage,
  type TraceStep,
  VpcctlError,
} from '@vpcctl/sdk';
import { netlinkAvailability } from '../netlink/availability.js';
import { ipv4Logger, NETLINK_LOGGER, setIpv4Logger } from './logger.js';
import { listenTo } from './sources.js';

/** The last steps may come later than the answer to the packet: until nothing has come so long. */
const QUIET_MS = 400;

/** What was seen of a packet. */
export interface Traced<T> {
  /** Its steps in order. */
  readonly steps: readonly TraceStep[];
  /** What sending it gave. */
  readonly sent: T;
}

/**
 * Sends a packet, and sees its steps. For that time a rule marks it, as the driver has it; no other
 * rule is touched. Only the first packet that matches is followed: a SYN that is sent again is
 * another one.
 * @param send sends the packet, and waits for its answer
 * @throws VpcctlError `HOST_NETLINK_MISSING`, `HOST_STEP_FAILED`, `TRACE_BUSY`; as `send`
 */
export async function tracePacket<T>(
  host: HostReader,
  tracing: PacketTracing,
  packet: TracedPacket,
  send: () => Promise<T>,
): Promise<Traced<T>> {
  const availability = netlinkAvailability();
  if (!availability.available) {
    throw new VpcctlError(`packets cannot be traced without netlink: ${availability.reason}`, {
      code: 'HOST_NETLINK_MISSING',
      category: 'environment',
      hints: ["install vpcctl's packages with their binaries: npm ci, without --omit=optional"],
    });
  }
  const messages: TraceMessage[] = [];
  // First of all: a log has one reader, so no other trace runs from here on.
  const listening = listenTo(tracing.source, (message) => messages.push(message));
  try {
    return await marked(host, tracing, packet, async () => {
      const sent = await send();
      for (let seen = -1; seen < messages.length; ) {
        seen = messages.length;
        await delay(QUIET_MS);
      }
      return { steps: await tracing.steps(host, ofFirst(messages)), sent };
    });
  } finally {
    await listening.close();
  }
}

/**
 * Works while the mark is loaded. Of two settings the mark comes first and goes last, since it
 * keeps what the other one was: a killed command leaves both, or none.
 */
async function marked<T>(
  host: HostReader,
  tracing: PacketTracing,
  packet: TracedPacket,
  work: () => Promise<T>,
): Promise<T> {
  // What a killed command left.
  const left = await tracing.unmark(host);
  if (left !== null) setIpv4Logger(left);
  const logger = tracing.source === 'log' ? ipv4Logger() : null;
  try {
    await tracing.mark(host, packet, logger);
    if (logger !== null) setIpv4Logger(NETLINK_LOGGER);
    return await work();
  } finally {
    try {
      if (logger !== null) setIpv4Logger(logger);
    } finally {
      await tracing.unmark(host);
    }
  }
}

/**
 * The steps of the first packet. The second time that one place is met, another packet begins. The
 * numbers that the kernel gives to packets change on the way, with the interface that one came by.
 */
function ofFirst(messages: readonly TraceMessage[]): readonly TraceMessage[] {
  const [first] = messages;
  const next = messages.findIndex((message, at) => at > 0 && isSamePlace(message, first));
  return next === -1 ? messages : messages.slice(0, next);
}

function isSamePlace(one: TraceMessage, other: TraceMessage | undefined): boolean {
  const { family, table, chain, type, rule } = one;
  return (
    family === other?.family &&
    table === other.table &&
    chain === other.chain &&
    type === other.type &&
    rule === other.rule
  );
}
