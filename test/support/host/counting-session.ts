import type { LineOperation } from '@vpcctl/sdk';
import { act } from '../../../src/host/executor/netlink-actions.js';
import { encodeMessage } from '../../../src/host/netlink/codec/message.js';
import type { NetlinkRequest, NetlinkSession } from '../../../src/host/netlink/index.js';

/** What operations come to, as messages to the kernel. */
export interface MessageCount {
  /** Requests and questions. */
  readonly messages: number;
  readonly bytes: number;
}

/** Every link is there. */
const INDEX = 7;

/**
 * Encodes the messages of operations as the executor does, and sends none: the kernel accepts each.
 */
export function countMessages(operations: readonly LineOperation[]): MessageCount {
  let messages = 0;
  let bytes = 0;
  const send = (request: NetlinkRequest) => {
    messages += 1;
    bytes += encodeMessage(request, messages).length;
    return null;
  };
  const ask = () => {
    messages += 1;
    return INDEX;
  };
  const socket = { request: send, index: ask, flushNeighbours: ask };
  const session = {
    socket: () => socket,
    descriptor: () => INDEX,
    createNamespace: ask,
    attachNamespace: ask,
    deleteNamespace: ask,
  } as unknown as NetlinkSession;
  for (const operation of operations) act(operation, session);
  return { messages, bytes };
}
