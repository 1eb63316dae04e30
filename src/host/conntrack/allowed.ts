import {
  type Forward,
  type HostService,
  type InternetAccess,
  isWithinAny,
  type PacketPolicyResource,
  type PeeringPermission,
  type Port,
  parseCidr,
  type Router,
  type SecurityGroup,
} from '@vpcctl/sdk';
import { behind } from './behind.js';
import type { Connection } from './entry.js';
import { allowedBy } from './groups.js';

/** Whether a connection may stand. */
export type Stands = (connection: Connection) => boolean;

/**
 * Whether connections may stand under `policy`: whether they would be opened now, and by nothing that has `gone`. Pure.
 * It is what `src/features/reach` says of first packets; of a connection one knows besides who really got them.
 */
export function standing(
  policy: readonly PacketPolicyResource[],
  gone: readonly PacketPolicyResource[],
): Stands {
  const routers = new Map(of<Router>(policy, 'router').map((router) => [router.zone, router]));
  const machines = addresses(of<Port>(policy, 'port'));
  const left = addresses(of<Port>(gone, 'port'));
  const online = addresses(of<InternetAccess>(policy, 'internet-access'));
  const peerings = of<PeeringPermission>(policy, 'peering');
  const forwards = of<Forward>(policy, 'forward');
  const closed = of<Forward>(gone, 'forward');
  const services = of<HostService>(policy, 'host-service');
  const allows = allowedBy(of<SecurityGroup>(policy, 'security-group'));

  return (connection) => {
    const { mark, zone, original, reply } = connection;
    const router = routers.get(mark);
    if (router === undefined) return false;
    const { bridge, gateway } = router;
    // A rule of somebody else may lead here, too: that stays.
    if (closed.some(leads(connection)) && !forwards.some(leads(connection))) return false;
    // Of the host or from outside: into this VPC, and nowhere else.
    if (zone === null) return isLetInto(bridge, connection);

    const from = behind(bridge, original.source);
    if (!machines.has(from) || left.has(from)) return false;
    if (services.some(serves(connection, bridge))) {
      // The group is asked before NAT.
      const asked = { ...connection, reply: { ...reply, sourcePort: original.port } };
      return allows('egress', bridge, original.source, asked, gateway);
    }
    if (!allows('egress', bridge, original.source, connection, reply.source)) return false;
    if (reply.source === gateway) return connection.protocol === 'icmp';
    // Masqueraded: as the gateway, where a machine was led to itself, or else to leave.
    const leaves = reply.destination !== original.source && reply.destination !== gateway;
    if (leaves) return online.has(from);
    const others = peersOf(peerings, bridge, original.source, reply.source);
    return [bridge, ...others].some((other) => isLetInto(other, connection));
  };

  function isLetInto(bridge: string, connection: Connection): boolean {
    const { original, reply } = connection;
    const to = behind(bridge, reply.source);
    if (!machines.has(to) || left.has(to)) return false;
    return allows('ingress', bridge, reply.source, connection, original.source);
  }
}

/** The routers that peerings lead to, from one address to another. */
function peersOf(
  peerings: readonly PeeringPermission['attributes'][],
  bridge: string,
  source: string,
  destination: string,
): string[] {
  return peerings.flatMap(({ sides: [one, other] }) => {
    const [here, there] = one.bridge === bridge ? [one, other] : [other, one];
    if (here.bridge !== bridge) return [];
    return isIn(here.cidrs, source) && isIn(there.cidrs, destination) ? [there.bridge] : [];
  });
}

/** Whether a forward is what has led a connection to who gets it. */
function leads({ protocol, mark, original: { destination, port }, reply }: Connection) {
  return ({ zone, listen, ports, targets, ...forward }: Forward['attributes']): boolean => {
    if (zone !== mark || forward.protocol !== protocol || port === null) return false;
    if (port < ports.from || port > ports.to) return false;
    if (listen !== null && listen !== destination) return false;
    const place = port - ports.from;
    return targets.some(
      (target) => target.address === reply.source && target.port + place === reply.sourcePort,
    );
  };
}

/** Whether a service of the host is what a connection of a machine behind `bridge` was led to. */
function serves({ protocol, original, reply }: Connection, bridge: string) {
  return (service: HostService['attributes']): boolean =>
    service.bridge === bridge &&
    service.protocol === protocol &&
    service.addresses.includes(original.source) &&
    [original.destination, reply.source].every((each) => each === service.gateway) &&
    original.port === service.port &&
    reply.sourcePort === service.listener;
}

function of<R extends PacketPolicyResource>(
  resources: readonly PacketPolicyResource[],
  kind: R['kind'],
): R['attributes'][] {
  const isOf = (resource: PacketPolicyResource): resource is R => resource.kind === kind;
  return resources.filter(isOf).map(({ attributes }) => attributes);
}

function addresses(given: readonly { bridge: string; address: string }[]): ReadonlySet<string> {
  return new Set(given.map(({ bridge, address }) => behind(bridge, address)));
}

function isIn(cidrs: readonly string[], address: string): boolean {
  return isWithinAny(
    cidrs.map((cidr) => parseCidr(cidr)),
    address,
  );
}
