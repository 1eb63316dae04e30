import { groupBy, hasPorts, protocolNumber } from '@vpcctl/sdk';
import type { Connection } from './entry.js';

type Option = (connection: Connection) => string;

/** From so many runs on, connections are ended in groups. */
const MANY = 32;

/** Options of `conntrack -D` that match a connection. */
const sender: Option = ({ segment, original }) =>
  `${segment === null ? '' : `--orig-zone ${segment} `}-s ${original.source}`;
const receiver: Option = ({ reply }) => `--reply-src ${reply.source}`;
const destination: Option = ({ original }) => `-d ${original.destination}`;
/** conntrack takes any number, and names of the protocols whose options it knows. */
const protocol: Option = ({ protocol: name }) =>
  `-p ${name === 'icmp' || hasPorts(name) ? name : protocolNumber(name)}`;
/** The ports of the receiver, since a sender uses many; or the ICMP type. */
const ports: Option = ({ icmpType, original, reply }) =>
  [
    ...(icmpType === null ? [] : [`--icmp-type ${icmpType}`]),
    ...(original.port === null ? [] : [`--orig-port-dst ${original.port}`]),
    ...(reply.sourcePort === null ? [] : [`--reply-port-src ${reply.sourcePort}`]),
  ].join(' ');

/** Each from the widest group to the narrowest: many receivers of a sender, or the reverse. */
const ORDERS: readonly (readonly Option[])[] = [
  [sender, receiver, destination, protocol, ports],
  [receiver, sender, destination, protocol, ports],
];

/**
 * The options of `conntrack -D`, one text for each run of it, that end all of `ending`. Each run
 * reads the whole table of the kernel. So many connections end in groups: all of a sender at once,
 * for example, where all that are known have to end. Pure.
 * @param known all connections that the kernel has; those of `ending` are among them
 */
export function selectorsOf(
  known: readonly Connection[],
  ending: ReadonlySet<Connection>,
): readonly string[] {
  const exact = [...new Set([...ending].map((each) => optionsOf(each, ORDERS[0] ?? [])))];
  if (exact.length < MANY) return exact;
  const candidates = ORDERS.map((order) => grouped(known, ending, order, 1));
  return candidates.reduce((one, other) => (other.length < one.length ? other : one), exact);
}

function grouped(
  known: readonly Connection[],
  ending: ReadonlySet<Connection>,
  order: readonly Option[],
  width: number,
): string[] {
  const groups = groupBy(known, (each) => [optionsOf(each, order.slice(0, width))]);
  return [...groups].flatMap(([options, members]) => {
    const matching = members.filter((each) => ending.has(each)).length;
    if (matching === 0) return [];
    const isWhole = matching === members.length || width === order.length;
    return isWhole ? [options] : grouped(members, ending, order, width + 1);
  });
}

function optionsOf(connection: Connection, options: readonly Option[]): string {
  const own = options.map((option) => option(connection)).filter((each) => each !== '');
  return [`--mark ${connection.mark}`, ...own].join(' ');
}
