import { isLineOperation, type LineOperation, planInvocations } from '@vpcctl/sdk';
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
  // As RouteSocket: the kernel is asked once for each name.
  const openSocket = () => {
    const known = new Set<string>();
    const index = (name: string) => {
      if (!known.has(name)) ask();
      known.add(name);
      return INDEX;
    };
    const forgetIndexes = () => known.clear();
    return { request: send, index, forgetIndexes, flushNeighbours: ask };
  };
  for (const invocation of planInvocations(operations).flat()) {
    const sockets = new Map<string | null, ReturnType<typeof openSocket>>();
    const session = {
      socket(namespace: string | null) {
        const socket = sockets.get(namespace) ?? openSocket();
        sockets.set(namespace, socket);
        return socket;
      },
      descriptor: () => INDEX,
      createNamespace: ask,
      attachNamespace: ask,
      deleteNamespace: ask,
    } as unknown as NetlinkSession;
    for (const operation of invocation.operations.filter(isLineOperation)) act(operation, session);
  }
  return { messages, bytes };
}
