import { protocolOf } from '@vpcctl/sdk';
import {
  connection,
  type Connection as KernelConnection,
  NetlinkError,
  type NetlinkSession,
  readConnection,
} from '../netlink/index.js';
import type { PolicyInForce } from './allowed.js';
import type { Connection, Direction } from './entry.js';
import { commonMark } from './render.js';

const ENOENT = 2;

/**
 * Ends connections with one of `marks` that `allowed` refuses. A connection that is gone by then is
 * no failure.
 * @throws NetlinkError, SystemError, MalformedMessage
 */
export function endConnections(
  session: NetlinkSession,
  marks: readonly number[],
  allowed: PolicyInForce,
): void {
  const socket = session.conntrack();
  const requests = socket
    .dump(connection.all(commonMark(marks)), (message) => {
      const known = readConnection(message);
      if (known === null || !marks.includes(known.mark)) return null;
      return allowed(asEntry(known)) ? null : known;
    })
    .map((known) => connection.end(known));
  for (const [index, outcome] of socket.batch(requests).entries()) {
    if (outcome.errno === 0 || outcome.errno === ENOENT) continue;
    throw new NetlinkError(requests[index]?.what ?? '', outcome);
  }
}

/**
 * Ends all connections with one of `marks`, also where there are very many.
 * @throws NetlinkError, SystemError, MalformedMessage
 */
export function endAllConnections(session: NetlinkSession, marks: readonly number[]): void {
  for (const mark of marks) session.conntrack().request(connection.endAll({ mark }));
}

function asEntry({ mark, original, reply }: KernelConnection): Connection {
  return {
    protocol: protocolOf(original.protocol),
    icmpType: original.icmp?.type ?? null,
    mark,
    segment: original.zone,
    original: direction(original),
    reply: direction(reply),
  };
}

function direction({ source, sourcePort, destination, port }: Direction): Direction {
  return { source, sourcePort, destination, port };
}
