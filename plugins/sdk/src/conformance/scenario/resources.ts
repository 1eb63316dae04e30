import { answerMark } from '../../contract/mark-rules.js';
import type {
  AnswerPath,
  DeniedLog,
  GroupRule,
  Hairpin,
  HostService,
  Masquerade,
  PacketFilter,
  PeeringPermission,
  PortForward,
  SecurityGroup,
  SourceGuard,
  UplinkInterface,
  VpcBoundary,
} from '../../resource/resources.js';

/** Builders for resources of the packet policy, with the few attributes that a test needs. */
export const filter: PacketFilter = {
  kind: 'packet-filter',
  id: 'packet-filter:vpcctl',
  attributes: { name: 'vpcctl' },
  why: 'the packet policy',
};

/** The boundary of a VPC; `segment` is its number. */
export function router(
  vpc: string,
  segment: number,
  gateway: string,
  share = { connections: 16_384, perWorkload: 4096 },
): VpcBoundary {
  return {
    kind: 'vpc-boundary',
    id: `vpc-boundary:${vpc}`,
    attributes: { vpc, bridge: `br-${vpc}`, segment, gateways: [gateway], share },
    dependsOn: [filter.id],
    why: `the router of ${vpc}`,
  };
}

/** The source guard of a workload's port at the router of its VPC. */
export function port(vpc: string, name: string, mac: string, address: string): SourceGuard {
  return {
    kind: 'source-guard',
    id: `source-guard:${name}`,
    attributes: { bridge: `br-${vpc}`, interface: name, mac, addresses: [address] },
    dependsOn: [filter.id],
    why: `the port ${name}`,
  };
}

/** An interface of the host to the internet, for workloads whose masquerade names none. */
export function uplink(name: string): UplinkInterface {
  return {
    kind: 'uplink',
    id: `uplink:${name}`,
    attributes: { interface: name },
    dependsOn: [filter.id],
    why: `the uplink ${name}`,
  };
}

/** Answers from `address` of the host leave by the uplink with that number. */
export function answers(address: string, number: number): AnswerPath {
  return {
    kind: 'answer-path',
    id: `answer-path:${address}`,
    attributes: { address, mark: answerMark(number) },
    dependsOn: [filter.id],
    why: `the way of answers from ${address}`,
  };
}

/** Masquerade: the workload at `address` may open connections out of `uplink`. */
export function internet(
  vpc: string,
  segment: number,
  uplink: string | null,
  address: string,
): Masquerade {
  return {
    kind: 'masquerade',
    id: `masquerade:${vpc}/${address}`,
    attributes: { bridge: `br-${vpc}`, segment, uplink, address },
    dependsOn: [`vpc-boundary:${vpc}`],
    why: `${address} is public`,
  };
}

/** A peering: two VPCs, or the given networks of them, may send to each other. */
export function peering(
  one: readonly [vpc: string, ...cidrs: string[]],
  other: readonly [vpc: string, ...cidrs: string[]],
): PeeringPermission {
  const name = `${one[0]}/${other[0]}`;
  const [a, b] = [one, other].map(([vpc, ...cidrs]) => ({ bridge: `br-${vpc}`, cidrs }));
  if (a === undefined || b === undefined) throw new Error('a peering has two sides');
  return {
    kind: 'peering',
    id: `peering:${name}`,
    attributes: { name, sides: [a, b] },
    dependsOn: [`vpc-boundary:${one[0]}`, `vpc-boundary:${other[0]}`],
    why: `${one[0]} and ${other[0]} may talk`,
  };
}

/** The policy of addresses of a VPC; a direction that is left out is open. */
export function group(
  vpc: string,
  subnet: string,
  addresses: readonly string[],
  rules: { ingress?: readonly GroupRule[]; egress?: readonly GroupRule[] },
): SecurityGroup {
  const name = `${vpc}/${subnet}`;
  return {
    kind: 'security-group',
    id: `security-group:${name}`,
    attributes: {
      name,
      bridge: `br-${vpc}`,
      addresses,
      ingress: rules.ingress ?? null,
      egress: rules.egress ?? null,
    },
    dependsOn: [`vpc-boundary:${vpc}`],
    why: `the policy of ${name}`,
  };
}

/** Hairpin NAT: workloads of a VPC reach its workloads at `ports` by its own port forwards. */
export function hairpin(
  [vpc, segment]: readonly [vpc: string, segment: number],
  [gateway, network]: readonly [gateway: string, network: string],
  ports: readonly string[],
): Hairpin {
  return {
    kind: 'hairpin',
    id: `hairpin:${vpc}`,
    attributes: {
      vpc,
      bridge: `br-${vpc}`,
      segment,
      gateway,
      network,
      ports,
    },
    dependsOn: [`vpc-boundary:${vpc}`],
    why: `hairpin NAT of ${vpc}`,
  };
}

/** A port forward: `ports` at all addresses of the host go to `targets` of the VPC. */
export function forward(
  [vpc, segment]: readonly [vpc: string, segment: number],
  ports: number | PortForward['attributes']['ports'],
  targets: readonly (readonly [address: string, port: number])[],
  more: Partial<Pick<PortForward['attributes'], 'listen' | 'protocol'>> = {},
): PortForward {
  const range = typeof ports === 'number' ? { from: ports, to: ports } : ports;
  const { listen = null, protocol = 'tcp' } = more;
  const name = [protocol, ...(listen === null ? [] : [listen]), range.from].join('/');
  return {
    kind: 'port-forward',
    id: `port-forward:${name}`,
    attributes: {
      name,
      bridge: `br-${vpc}`,
      segment,
      listen,
      protocol,
      ports: range,
      targets: targets.map(([address, port]) => ({ address, port })),
    },
    dependsOn: [`vpc-boundary:${vpc}`],
    why: `${name} is forwarded to ${vpc}`,
  };
}

/**
 * `addresses` behind the router of `vpc` reach the service of the host at `listener` as `port` of
 * their gateway.
 */
export function hostService(
  [vpc, gateway]: readonly [vpc: string, gateway: string],
  port: number,
  listener: number,
  addresses: readonly string[],
  protocol: HostService['attributes']['protocol'] = 'tcp',
): HostService {
  const name = `${vpc}/${protocol}/${listener}`;
  return {
    kind: 'host-service',
    id: `host-service:${name}`,
    attributes: { name, bridge: `br-${vpc}`, gateway, addresses, protocol, port, listener },
    dependsOn: [`vpc-boundary:${vpc}`],
    why: `${name} is for ${addresses.join(', ')}`,
  };
}

/** What is denied to a VPC goes to the readers of these groups. */
export function deniedLog(vpc: string, ...groups: readonly number[]): DeniedLog {
  return {
    kind: 'denied-log',
    id: `denied-log:${vpc}`,
    attributes: { vpc, bridge: `br-${vpc}`, ports: [`port-${vpc}`], groups },
    dependsOn: [`vpc-boundary:${vpc}`],
    why: `show what is denied in ${vpc}`,
  };
}

/** A rule of a security group. Missing fields match everything. */
export function groupRule(rule: Partial<GroupRule> & Pick<GroupRule, 'action'>): GroupRule {
  return { protocol: 'all', ports: null, remotes: null, description: null, ...rule };
}

/** A rule that allows, by default everything. */
export const allow = (rule: Partial<GroupRule> = {}): GroupRule =>
  groupRule({ ...rule, action: 'allow' });
/** A rule that denies, by default everything. */
export const deny = (rule: Partial<GroupRule> = {}): GroupRule =>
  groupRule({ ...rule, action: 'deny' });
/** One TCP port. */
export const tcp = (at: number): Partial<GroupRule> => ({
  protocol: 'tcp',
  ports: { from: at, to: at },
});
