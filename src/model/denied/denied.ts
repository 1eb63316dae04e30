/** What a log entry of the packet filter tells of a denied packet, in the words of the state. */
import {
  type DeniedCause,
  type DeniedMark,
  type DeniedSide,
  madeAs,
  type Protocol,
  readDeniedMark,
  readDeniedPrefix,
  ruleMatches,
} from '@vpcctl/sdk';
import {
  networkNamed,
  type ReachModel,
  type Rule,
  workloadIn,
  workloadNamed,
} from '../reach/index.js';
import { once, ownValue } from '../records.js';
import { type PacketHeaders, readHeaders } from './headers.js';

/** A log entry as the kernel hands it over. */
export interface LogEntry {
  readonly prefix: string;
  readonly mark: number;
  /** In milliseconds since 1970; null where the kernel does not say. */
  readonly time: number | null;
  readonly etherType: number;
  /** The first bytes of the packet, from the network header on. */
  readonly bytes: Buffer;
  /** The interfaces by which it came and would leave, where their names are known. */
  readonly input: string | null;
  readonly output: string | null;
}

/** One end of a packet. */
export interface DeniedEnd {
  /** `vpc1/web`, `vpc1/web/c1`, or `host` where it is the host itself; null for all others. */
  readonly name: string | null;
  readonly address: string;
  readonly port: number | null;
}

/** The rule, or the default, that denied a packet. */
export interface DeniedRule {
  /** The policy, by its subnet: `vpc1/web`. */
  readonly policy: string;
  readonly direction: 'ingress' | 'egress';
  /** The place of the rule, from 1; null: no rule allows the packet. */
  readonly number: number | null;
}

/** A packet that was denied. */
export interface DeniedPacket {
  /** ISO 8601; null where the kernel does not say. */
  readonly time: string | null;
  /** The VPC that the entry is about, and whether the packet came from it or was on its way to it. */
  readonly vpc: string;
  readonly side: DeniedSide;
  /** The VPC at the other end, where the packet would cross to another VPC. */
  readonly otherVpc: string | null;
  readonly from: DeniedEnd;
  readonly to: DeniedEnd;
  /** `tcp`, `icmp`, `arp`, a number; null for a packet that is neither IPv4 nor ARP. */
  readonly protocol: string | null;
  readonly icmpType: number | null;
  /** The length that the packet claims to have. */
  readonly length: number | null;
  readonly cause: DeniedCause;
  /** Null where no policy has denied it. */
  readonly rule: DeniedRule | null;
}

/** What is read of the state. */
export type Known = Pick<ReachModel, 'networks' | 'workloads' | 'policies'>;

const UNKNOWN: PacketHeaders = {
  ...{ source: '', destination: '', protocol: '', length: 0 },
  ...{ sourcePort: null, port: null, icmpType: null },
};

/**
 * Says what was denied, to whom, and by what. Pure.
 * @returns null for an entry that no VPC's log has made
 */
export function readDenied(known: Known, entry: LogEntry): DeniedPacket | null {
  const prefix = readDeniedPrefix(entry.prefix);
  const why = readDeniedMark(entry.mark);
  if (prefix === null || why === null) return null;
  // Rules on the host know a VPC by the name it was made with.
  const about = { ...prefix, vpc: byMadeAs(known.networks).get(prefix.vpc) ?? prefix.vpc };
  const headers = readHeaders(entry.etherType, entry.bytes);
  const { source, destination, protocol, sourcePort, port, icmpType, length } = headers ?? UNKNOWN;
  const [input, output] = vpcsOf(known, about, entry);
  const isForHost = why.cause === 'host';
  const from = nameOf(known, input, source);
  const to = isForHost ? null : nameOf(known, output ?? input, destination);
  const other = about.side === 'from' ? output : input;
  return {
    time: entry.time === null ? null : new Date(entry.time).toISOString(),
    ...about,
    otherVpc: other === about.vpc ? null : other,
    from: { name: entry.input === null ? 'host' : from, address: source, port: sourcePort },
    to: { name: isForHost ? 'host' : to, address: destination, port },
    protocol: headers === null ? null : protocol,
    icmpType,
    length: headers === null ? null : length,
    cause: why.cause,
    rule: ruleOf(known, why, from, to, headers),
  };
}

/** The VPCs that the packet came from and was on its way to; null: none, or not known. */
function vpcsOf(
  known: Known,
  { side, vpc }: { readonly side: DeniedSide; readonly vpc: string },
  { input, output }: LogEntry,
): readonly [from: string | null, to: string | null] {
  const behind = byBridge(known.networks);
  const [from = null, to = null] = [input, output].map((link) =>
    link === null ? undefined : behind.get(link),
  );
  return side === 'from' ? [vpc, to] : [from, vpc];
}

const byBridge = once(
  (networks: Known['networks']) =>
    new Map(networks.map(({ vpc }) => [vpc.bridge.name, vpc.name] as const)),
);

const byMadeAs = once(
  (networks: Known['networks']) =>
    new Map(networks.map(({ vpc }) => [madeAs(vpc), vpc.name] as const)),
);

function nameOf(known: Known, vpc: string | null, address: string): string | null {
  const network = vpc === null ? null : networkNamed(known, vpc);
  return network === null ? null : (workloadIn(known, network, address)?.name ?? null);
}

const DIRECTIONS: Readonly<Partial<Record<DeniedCause, 'ingress' | 'egress'>>> = {
  'ingress-rule': 'ingress',
  'ingress-default': 'ingress',
  'egress-rule': 'egress',
  'egress-default': 'egress',
};

/** The policy is that of the receiver, or of the sender. */
function ruleOf(
  known: Known,
  { cause, rule: first }: DeniedMark,
  from: string | null,
  to: string | null,
  headers: PacketHeaders | null,
): DeniedRule | null {
  const direction = DIRECTIONS[cause];
  if (direction === undefined) return null;
  const workload = workloadNamed(known, (direction === 'ingress' ? to : from) ?? '');
  if (workload === null) return null;
  const { group: policy } = workload;
  if (first === null || headers === null) return { policy, direction, number: first };
  const rules = ownValue(known.policies, policy)?.[direction] ?? [];
  return { policy, direction, number: matching(rules, first, direction, headers) ?? first };
}

/** Drivers put rules together, and name the first of them: the packet itself tells them apart. */
function matching(
  rules: readonly Rule[],
  first: number,
  direction: 'ingress' | 'egress',
  headers: PacketHeaders,
): number | null {
  const { protocol, icmpType, source, destination } = headers;
  const policed = { protocol: protocol as Protocol, port: headers.port ?? icmpType };
  const other = direction === 'ingress' ? source : destination;
  const index = rules.findIndex(
    (rule, at) => at + 1 >= first && rule.action === 'deny' && ruleMatches(rule, policed, other),
  );
  return index === -1 ? null : index + 1;
}
