import {
  type GroupRule,
  type HostService,
  isWithinAny,
  type Masquerade,
  type PacketPolicyResource,
  type PeeringPermission,
  type PortForward,
  parseNetwork,
  parseNetworkOrAddress,
  type ReadableRule,
  ruleMatches,
  type SecurityGroup,
  type SourceGuard,
  type VpcBoundary,
} from '@vpcctl/sdk';
import type { Connection, ConnectionTest } from './entry.js';

/**
 * Says which connections `policy` allows: those that could be opened now, and that no resource in
 * `gone` made possible. Pure. `src/model/reach` says the same of first packets; for a connection,
 * conntrack also tells which end really got the packets.
 */
export function isAllowed(
  policy: readonly PacketPolicyResource[],
  gone: readonly PacketPolicyResource[],
): ConnectionTest {
  const routers = new Map(
    of<VpcBoundary>(policy, 'vpc-boundary').map((router) => [router.segment, router]),
  );
  const workloads = guarded(of<SourceGuard>(policy, 'source-guard'));
  const removed = guarded(of<SourceGuard>(gone, 'source-guard'));
  const masqueraded = new Set(
    of<Masquerade>(policy, 'masquerade').map(({ bridge, address }) =>
      bridgeAddressKey(bridge, address),
    ),
  );
  const peerings = of<PeeringPermission>(policy, 'peering');
  const forwards = of<PortForward>(policy, 'port-forward');
  const closedForwards = of<PortForward>(gone, 'port-forward');
  const services = of<HostService>(policy, 'host-service');
  const groupAllows = groupPolicy(of<SecurityGroup>(policy, 'security-group'));

  return (connection) => {
    const { mark, segment, original, reply } = connection;
    const router = routers.get(mark);
    if (router === undefined) return false;
    const { bridge, gateways } = router;
    // Another program's rule may forward to the same workload: its connections stay.
    const isForwarded = forwardOf(connection);
    if (closedForwards.some(isForwarded) && !forwards.some(isForwarded)) return false;
    // From the host or from outside: into this VPC, and nowhere else.
    if (segment === null) return isLetInto(bridge, connection);

    const from = bridgeAddressKey(bridge, original.source);
    if (!workloads.has(from) || removed.has(from)) return false;
    if (services.some(serviceOf(connection, bridge))) {
      // The group is asked before NAT.
      const beforeNat = { ...connection, reply: { ...reply, sourcePort: original.port } };
      return groupAllows('egress', bridge, original.source, beforeNat, reply.source);
    }
    if (!groupAllows('egress', bridge, original.source, connection, reply.source)) return false;
    if (gateways.includes(reply.source)) return connection.protocol === 'icmp';
    // The source was masqueraded: as the gateway for hairpin NAT, as the uplink's address to leave.
    const isHairpin = gateways.includes(reply.destination);
    if (reply.destination !== original.source && !isHairpin) return masqueraded.has(from);
    const peers = peersOf(peerings, bridge, original.source, reply.source);
    return [bridge, ...peers].some((each) => isLetInto(each, connection));
  };

  function isLetInto(bridge: string, connection: Connection): boolean {
    const { original, reply } = connection;
    const to = bridgeAddressKey(bridge, reply.source);
    if (!workloads.has(to) || removed.has(to)) return false;
    return groupAllows('ingress', bridge, reply.source, connection, original.source);
  }
}

/** Whether the security group of an address behind a router allows a connection with `remote`. */
type GroupPolicy = (
  direction: 'ingress' | 'egress',
  bridge: string,
  address: string,
  connection: Connection,
  remote: string,
) => boolean;

/** Rules apply in order, and the first match decides. A direction that has rules ends in deny. */
function groupPolicy(groups: readonly SecurityGroup['attributes'][]): GroupPolicy {
  const byAddress = new Map(
    groups.flatMap(({ bridge, addresses: members, ingress, egress }) => {
      const group = { ingress, egress };
      return members.map((address) => [bridgeAddressKey(bridge, address), group] as const);
    }),
  );
  return (direction, bridge, address, { protocol, icmpType, reply }, remote) => {
    const rules = byAddress.get(bridgeAddressKey(bridge, address))?.[direction] ?? null;
    // Rules are about the port of the receiver, after NAT.
    const packet = { protocol, port: protocol === 'icmp' ? icmpType : reply.sourcePort };
    if (rules === null) return true;
    return parsedRules(rules).find((rule) => ruleMatches(rule, packet, remote))?.action === 'allow';
  };
}

type ParsedRules = readonly (Omit<GroupRule, 'remotes'> & ReadableRule)[];

/** Only the groups that connections meet are parsed. */
function parsedRules(rules: readonly GroupRule[]): ParsedRules {
  const known = parsed.get(rules);
  if (known !== undefined) return known;
  const readable = rules.map((rule) => ({
    ...rule,
    remotes: rule.remotes?.map((text) => parseNetworkOrAddress(text)) ?? null,
  }));
  parsed.set(rules, readable);
  return readable;
}

const parsed = new WeakMap<readonly GroupRule[], ParsedRules>();

/** The bridges of peer VPCs that a peering lets `source` behind `bridge` reach at `destination`. */
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

/** Whether a connection has the ends that a port forward gives one. */
export function forwardOf({ protocol, mark, original: { destination, port }, reply }: Connection) {
  return ({ segment, listen, ports, targets, ...forward }: PortForward['attributes']): boolean => {
    if (segment !== mark || forward.protocol !== protocol || port === null) return false;
    if (port < ports.from || port > ports.to) return false;
    if (listen !== null && listen !== destination) return false;
    const offset = port - ports.from;
    return targets.some(
      (target) => target.address === reply.source && target.port + offset === reply.sourcePort,
    );
  };
}

/** Whether a workload behind `bridge` opened a connection to a host service. */
export function serviceOf({ protocol, original, reply }: Connection, bridge: string) {
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

function guarded(guards: readonly SourceGuard['attributes'][]): ReadonlySet<string> {
  const keys = guards.flatMap(({ bridge, addresses }) =>
    addresses.map((address) => bridgeAddressKey(bridge, address)),
  );
  return new Set(keys);
}

/** An address behind a router, as a key: VPCs may have the same addresses. */
function bridgeAddressKey(bridge: string, address: string): string {
  return `${bridge} ${address}`;
}

function isIn(cidrs: readonly string[], address: string): boolean {
  return isWithinAny(
    cidrs.map((cidr) => parseNetwork(cidr)),
    address,
  );
}
