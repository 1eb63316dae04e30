import { hasPorts, isAddress, type Protocol, parseProtocol } from '@vpcctl/sdk';

/** The source or destination of packets. An address is the one that the sender uses. */
export type Endpoint =
  | {
      readonly kind: 'workload';
      readonly vpc: string;
      readonly subnet: string;
      /** Null: the subnet's own workload. */
      readonly instance: string | null;
    }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'host' }
  | { readonly kind: 'internet' };

/**
 * The first packet of a connection: an echo request, a SYN, a datagram. `port` is null for protocols
 * without ports.
 */
export interface Flow {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: Protocol;
  readonly port: number | null;
}

/** The protocol of a flow with its port. */
export type Service = Pick<Flow, 'protocol' | 'port'>;

/** Throws the error for malformed input; `reason` is the end of a sentence. */
export type Refuse = (reason: string) => never;

const TARGET = /^([^:]+?)(?::(.+))?$/;
const SERVICE = /^(\d{1,5})(?:\/(\S+))?$/;
const NAMES = /^[^/\s]+(?:\/[^/\s]+){1,2}$/;
const HIGHEST_PORT = 65_535;

/**
 * Networks that are never routed: "this host", loopback, multicast, broadcast (RFC 6890, RFC 5771).
 */
const NOT_ROUTED = /^(?:0|127|2[2-5]\d)\./;

/** Loopback addresses: only the host may name one of its own. */
const LOOPBACK = /^127\./;

/**
 * Reads both ends of a flow. FROM is `VPC/SUBNET`, `VPC/SUBNET/NAME`, an IPv4 address, `host` or
 * `internet`. TO has the same forms, with `:PORT` (tcp), `:PORT/PROTO`, or `:PROTO` for a protocol
 * without ports; without any of these the flow is a ping. Pure.
 * @throws whatever `refuse` throws
 */
export function parseFlow(from: string, to: string, refuse: Refuse): Flow {
  const [, place = '', service = 'icmp'] = TARGET.exec(to) ?? [];
  if (place === '') refuse('the target is not ADDRESS or VPC/SUBNET, with :PORT');
  const source = parseEndpoint(from, 'the source', refuse);
  const isOwn = source.kind === 'host' && LOOPBACK.test(place) && isAddress(place);
  const target: Endpoint = isOwn
    ? { kind: 'address', address: place }
    : parseEndpoint(place, 'the target', refuse);
  return { from: source, to: target, ...parseService(service, refuse) };
}

/**
 * Reads `8080`, `8080/tcp`, `53/udp`, `5000/sctp`, `icmp` or `gre`. Pure.
 * @throws whatever `refuse` throws
 */
export function parseService(text: string, refuse: Refuse): Service {
  const [, port, name = port === undefined ? text : 'tcp'] = SERVICE.exec(text) ?? [];
  const protocol = parseProtocol(name);
  if (protocol === null)
    return refuse(`${JSON.stringify(text)} is not PORT, PORT/udp or a protocol`);
  if (port === undefined) {
    return hasPorts(protocol)
      ? refuse(`${protocol} has ports: name one, as in 80/${protocol}`)
      : { protocol, port: null };
  }
  if (!hasPorts(protocol)) return refuse(`${protocol} has no ports`);
  return { protocol, port: parsePort(port, refuse) };
}

function parsePort(text: string, refuse: Refuse): number {
  const port = Number(text);
  return port >= 1 && port <= HIGHEST_PORT ? port : refuse(`there is no port ${text}`);
}

function parseEndpoint(text: string, what: string, refuse: Refuse): Endpoint {
  if (text === 'host' || text === 'internet') return { kind: text };
  if (NAMES.test(text)) {
    const [vpc = '', subnet = '', instance = null] = text.split('/');
    return { kind: 'workload', vpc, subnet, instance };
  }
  if (text.includes('/')) return refuse(`${what}, "${text}", is not VPC/SUBNET`);
  if (!isAddress(text))
    return refuse(`${what}, "${text}", is not VPC/SUBNET, an IPv4 address, host or internet`);
  if (NOT_ROUTED.test(text))
    return refuse(`${what}, "${text}", is an address that is never routed`);
  return { kind: 'address', address: text };
}

/** An endpoint as text: `vpc1/web`, `10.0.1.1`, `host`. */
export function endpointText(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'workload': {
      const { vpc, subnet, instance } = endpoint;
      return instance === null ? `${vpc}/${subnet}` : `${vpc}/${subnet}/${instance}`;
    }
    case 'address':
      return endpoint.address;
    default:
      return endpoint.kind;
  }
}

/** A service as text: `icmp`, `8080/tcp`. */
export function serviceText({
  protocol,
  port,
}: {
  readonly protocol: string;
  readonly port: number | null;
}): string {
  return port === null ? protocol : `${port}/${protocol}`;
}
