/** Listens to the steps of traced packets. */
import { MalformedMessage } from '../codec/malformed.js';
import { decodeMessages } from '../codec/message.js';
import { readTraceEvent, type TraceEvent } from '../messages/log/trace.js';
import { openDescriptor, setReceiveBuffer } from '../socket.js';
import { type Listening, receive } from './descriptor-reader.js';

const PATIENCE_SECONDS = 5;
const BUFFER_BYTES = 1024 * 1024;
/** NFNLGRP_NFTRACE of linux/netfilter/nfnetlink.h, as a bit of an address. */
const GROUP = 1 << (9 - 1);

/**
 * Calls `step` for each step of a packet that a rule traces, in the network namespace of this
 * process, until it is closed.
 * @throws SystemError
 */
export function listenToTraces(step: (event: TraceEvent) => void): Listening {
  const options = { options: [], patience: PATIENCE_SECONDS, groups: GROUP };
  const descriptor = openDescriptor('netfilter', options);
  setReceiveBuffer(descriptor, BUFFER_BYTES);
  return receive(descriptor, {
    datagram(bytes) {
      for (const event of eventsIn(bytes)) step(event);
    },
    failed: () => {},
  });
}

/** A message that is not understood is no step. */
function eventsIn(datagram: Buffer): TraceEvent[] {
  const events: TraceEvent[] = [];
  try {
    for (const message of decodeMessages(datagram)) {
      const event = readTraceEvent(message);
      if (event !== null) events.push(event);
    }
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
  }
  return events;
}
