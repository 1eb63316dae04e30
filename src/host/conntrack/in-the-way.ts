import {
  type HostService,
  isWithinAny,
  type Network,
  type PacketPolicyResource,
  type PortForward,
} from '@vpcctl/sdk';
import { forwardOf, serviceOf } from './allowed.js';
import type { Connection, ConnectionTest } from './entry.js';

/** What tells packets to the host itself from those that it passes on. */
export interface HostAddresses {
  /** The networks that the kernel delivers to the host itself. */
  readonly local: readonly Network[];
  /** The UDP ports of the host's open sockets. */
  readonly udpPorts: ReadonlySet<number>;
}

/**
 * Says which connections keep `opened`, new or changed port forwards and host services, from their
 * clients. NAT is decided by the first packet: a client that has been sending goes on past a
 * forward that came later. TCP that was answered is left alone, since its next connection has a
 * first packet of its own. Pure.
 * @param policy the packet policy in force
 */
export function isInTheWay(
  opened: readonly PacketPolicyResource[],
  policy: readonly PacketPolicyResource[],
  host: HostAddresses,
): ConnectionTest {
  const forwards = opened.flatMap((each) => (each.kind === 'port-forward' ? each.attributes : []));
  const services = opened.flatMap((each) => (each.kind === 'host-service' ? each.attributes : []));
  const bridges = new Map(
    policy.flatMap((each) =>
      each.kind === 'vpc-boundary' ? [[each.attributes.segment, each.attributes.bridge]] : [],
    ),
  );
  return (connection) =>
    (connection.protocol !== 'tcp' || !connection.answered) &&
    (forwards.some((each) => passesForward(connection, each, host)) ||
      services.some((each) => passesService(connection, each, bridges)));
}

function passesForward(
  connection: Connection,
  forward: PortForward['attributes'],
  host: HostAddresses,
): boolean {
  const { protocol, segment, original, reply } = connection;
  if (protocol !== forward.protocol || (segment !== null && segment !== forward.segment)) {
    return false;
  }
  // Another program's DNAT, or a host service, has precedence.
  if (isRedirected(connection)) return false;
  const isAt = ({ destination, port }: { destination: string; port: number | null }) =>
    port !== null &&
    port >= forward.ports.from &&
    port <= forward.ports.to &&
    (forward.listen === null
      ? isWithinAny(host.local, destination)
      : forward.listen === destination);
  if (isAt(original)) return !forwardOf(connection)(forward);
  // The host itself sent from the port, so the client's packets are replies.
  return (
    protocol === 'udp' && segment === null && isAt(reply) && !host.udpPorts.has(reply.port ?? 0)
  );
}

function passesService(
  connection: Connection,
  service: HostService['attributes'],
  bridges: ReadonlyMap<number, string>,
): boolean {
  const { protocol, segment, original } = connection;
  const bridge = segment === null ? undefined : bridges.get(segment);
  return (
    bridge === service.bridge &&
    protocol === service.protocol &&
    service.addresses.includes(original.source) &&
    original.destination === service.gateway &&
    original.port === service.port &&
    !serviceOf(connection, bridge)(service)
  );
}

function isRedirected({ original, reply }: Connection): boolean {
  return original.destination !== reply.source || original.port !== reply.sourcePort;
}
