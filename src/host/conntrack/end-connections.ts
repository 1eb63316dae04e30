import { protocolOf } from '@vpcctl/sdk';
import {
  connection,
  type Connection as KernelConnection,
  NetlinkError,
  type NetlinkSession,
  readConnection,
} from '../netlink/index.js';
import type { Connection, ConnectionTest, Direction } from './entry.js';
import { commonMark } from './render.js';

const ENOENT = 2;

/**
 * Ends the connections that have to end, by one look at the table. A connection that is gone by
 * then is no failure.
 * @param marks the marks of the connections to look at; null: all
 * @throws NetlinkError, SystemError, MalformedMessage
 */
export function endConnections(
  session: NetlinkSession,
  marks: readonly number[] | null,
  hasToEnd: ConnectionTest,
): void {
  const socket = session.conntrack();
  const requests = socket
    .dump(connection.all(marks === null ? undefined : commonMark(marks)), (message) => {
      const known = readConnection(message);
      return known !== null && hasToEnd(asEntry(known)) ? known : null;
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

function asEntry({ mark, answered, original, reply }: KernelConnection): Connection {
  return {
    protocol: protocolOf(original.protocol),
    icmpType: original.icmp?.type ?? null,
    mark,
    segment: original.zone,
    answered,
    original: direction(original),
    reply: direction(reply),
  };
}

function direction({ source, sourcePort, destination, port }: Direction): Direction {
  return { source, sourcePort, destination, port };
}
