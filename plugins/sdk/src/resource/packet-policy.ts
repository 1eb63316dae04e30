import type { Resource } from './resource.js';
import type { PacketPolicyResource } from './resources.js';

/** The kinds of {@link PacketPolicyResource}, in the order of their creation. */
export const PACKET_POLICY_KINDS = [
  'packet-filter',
  'vpc-boundary',
  'source-guard',
  'uplink',
  'masquerade',
  'answer-path',
  'peering',
  'security-group',
  'hairpin',
  'port-forward',
  'host-service',
  'denied-log',
] as const;

/** Whether a resource is one that a backend serves. Pure. */
export function isPacketPolicy(resource: Resource): resource is PacketPolicyResource {
  return PACKET_POLICY_KINDS.some((kind) => kind === resource.kind);
}

/** The packet-policy kinds that drop packets; all other ones only allow something. */
const CLOSING: readonly string[] = [
  'packet-filter',
  'vpc-boundary',
  'source-guard',
  'security-group',
] satisfies readonly PacketPolicyResource['kind'][];

/** Whether a resource of the packet policy drops packets. Pure. */
export function isClosing({ kind }: Resource): boolean {
  return CLOSING.includes(kind);
}

/**
 * Whether a resource is the base that the rest of the packet policy is built on. Where it is
 * damaged, the rest is built anew. Pure.
 */
export function isPolicyBase({ kind }: Resource): boolean {
  return kind === PACKET_POLICY_KINDS[0];
}

/** Whether a driver with these kinds is a backend: it serves the packet policy. Pure. */
export function servesPacketPolicy({ kinds }: { readonly kinds: readonly string[] }): boolean {
  return PACKET_POLICY_KINDS.some((kind) => kinds.includes(kind));
}
