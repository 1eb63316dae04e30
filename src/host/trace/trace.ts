/** Follows one packet through the chains of nftables. */
import { setTimeout as delay } from 'node:timers/promises';
import { type HostReader, VpcctlError } from '@vpcctl/sdk';
import { netlinkAvailability } from '../netlink/availability.js';
import { listenToTraces } from '../netlink/events/traces.js';
import type { TraceEvent } from '../netlink/messages/log/trace.js';
import { TABLE, type TracedPacket, tracing, untracing } from './rules.js';

/** The last steps come a little later than the answer to the packet. */
const SETTLE_MS = 100;

/** What was seen of a packet. */
export interface Traced<T> {
  /** Its steps in order. */
  readonly events: readonly TraceEvent[];
  /** What sending it gave. */
  readonly sent: T;
}

/**
 * Sends a packet, and sees its steps. For that time a table of its own marks it; no other table is
 * touched. Only the first packet that matches is followed: a SYN that is sent again is another one.
 * @param send sends the packet, and waits for its answer
 * @throws VpcctlError `HOST_NETLINK_MISSING`, `HOST_STEP_FAILED`; as `send`
 */
export async function tracePacket<T>(
  host: HostReader,
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
  const events: TraceEvent[] = [];
  const listening = listenToTraces((event) => events.push(event));
  try {
    await host.nft(['-f', '-'], tracing(packet));
    const sent = await send();
    await delay(SETTLE_MS);
    return { events: ofFirst(events), sent };
  } finally {
    await Promise.all([host.nft(['-f', '-'], untracing()), listening.close()]);
  }
}

/**
 * The steps of the first packet, without those in our own table. They begin there, so the second
 * time begins another packet. The numbers that the kernel gives to packets change on the way, with
 * the interface that one came by.
 */
function ofFirst(events: readonly TraceEvent[]): TraceEvent[] {
  const [first] = events;
  const next = events.findIndex((event, at) => at > 0 && isSamePlace(event, first));
  const own = next === -1 ? events : events.slice(0, next);
  return own.filter(({ table }) => table !== TABLE);
}

function isSamePlace(one: TraceEvent, other: TraceEvent | undefined): boolean {
  const { family, table, chain, type, handle } = one;
  return (
    family === other?.family &&
    table === other.table &&
    chain === other.chain &&
    type === other.type &&
    handle === other.handle
  );
}
