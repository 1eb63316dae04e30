import {
  type HostService,
  isWithinAny,
  type Masquerade,
  type PacketPolicyResource,
  type PeeringPermission,
  type PortForward,
  parseCidr,
  type SecurityGroup,
  type SourceGuard,
  type VpcBoundary,
} from '@vpcctl/sdk';
import { bridgeAddressKey } from './behind.js';
import type { Connection } from './entry.js';
import { allowedBy } from './groups.js';

/** Whether a connection may stand. */
export type PolicyInForce = (connection: Connection) => boolean;

/**
 * Whether connections may stand under `policy`: whether they would be opened now, and by nothing that has `gone`. Pure.
 * It is what `src/features/reach` says of first packets; of a connection one knows besides who really got them.
 */
export function isAllowed(
  policy: readonly PacketPolicyResource[],
  gone: readonly PacketPolicyResource[],
): PolicyInForce {
  const routers = new Map(
    of<VpcBoundary>(policy, 'vpc-boundary').map((router) => [router.segment, router]),
  );
  const workloads = addresses(of<SourceGuard>(policy, 'source-guard'));
  const left = addresses(of<SourceGuard>(gone, 'source-guard'));
  const online = addresses(of<Masquerade>(policy, 'masquerade'));
  const peerings = of<PeeringPermission>(policy, 'peering');
  const forwards = of<PortForward>(policy, 'port-forward');
  const closed = of<PortForward>(gone, 'port-forward');
  const services = of<HostService>(policy, 'host-service');
  const allows = allowedBy(of<SecurityGroup>(policy, 'security-group'));

  return (connection) => {
    const { mark, segment, original, reply } = connection;
    const router = routers.get(mark);
    if (router === undefined) return false;
    const { bridge, gateway } = router;
    // A rule of somebody else may lead here, too: that stays.
    if (closed.some(leads(connection)) && !forwards.some(leads(connection))) return false;
    // Of the host or from outside: into this VPC, and nowhere else.
    if (segment === null) return isLetInto(bridge, connection);

    const from = bridgeAddressKey(bridge, original.source);
    if (!workloads.has(from) || left.has(from)) return false;
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
    const to = bridgeAddressKey(bridge, reply.source);
    if (!workloads.has(to) || left.has(to)) return false;
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
  return ({ segment, listen, ports, targets, ...forward }: PortForward['attributes']): boolean => {
    if (segment !== mark || forward.protocol !== protocol || port === null) return false;
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
  return new Set(given.map(({ bridge, address }) => bridgeAddressKey(bridge, address)));
}

function isIn(cidrs: readonly string[], address: string): boolean {
  return isWithinAny(
    cidrs.map((cidr) => parseCidr(cidr)),
    address,
  );
}
