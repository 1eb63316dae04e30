import { containsAddress, hostRoute, type Network, parseAddress, parseNetwork } from '@vpcctl/sdk';
import type { FlowLine, FlowRecord } from './record.js';

/** An end that is asked for: a name, or the network that its address is in. */
export type EndFilter =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'network'; readonly network: Network };

/** Which lines are wanted; null: any. */
export interface FlowFilter {
  readonly vpc: string | null;
  readonly from: EndFilter | null;
  readonly to: EndFilter | null;
  readonly action: FlowRecord['action'] | null;
  /** Lines whose window ended before are left out, in milliseconds since 1970. */
  readonly since: number | null;
}

/**
 * Reads an end: an IPv4 address, a network, or `VPC`, `VPC/SUBNET`, `VPC/SUBNET/NAME`, which stands
 * for all in it. Pure.
 * @throws VpcctlError `CIDR_INVALID`, `ADDRESS_INVALID`
 */
export function parseEndFilter(text: string): EndFilter {
  if (!/^\d+(?:\.\d+){3}(?:\/\d+)?$/.test(text)) return { kind: 'name', name: text };
  const network = text.includes('/') ? parseNetwork(text) : hostRoute(parseAddress(text));
  return { kind: 'network', network };
}

/** Whether a line is wanted. What may concern any VPC or flow always is, but for its time. Pure. */
export function matchesFlow(line: FlowLine, filter: FlowFilter): boolean {
  if (filter.since !== null && line.end < filter.since) return false;
  if (filter.vpc !== null && line.vpc !== null && line.vpc !== filter.vpc) return false;
  if (line.status !== 'OK') return line.status === 'SKIPDATA';
  const { source, destination, from, to } = line;
  return (
    (filter.action === null || filter.action === line.action) &&
    isEnd(filter.from, source, from, line) &&
    isEnd(filter.to, destination, to, line)
  );
}

/** A line of AWS's format names no end, but the interface is one of them. */
function isEnd(
  filter: EndFilter | null,
  address: string,
  name: string | null,
  line: FlowRecord,
): boolean {
  if (filter === null) return true;
  if (filter.kind === 'network') return containsAddress(filter.network, parseAddress(address));
  const known = line.from === null && line.to === null ? line.interface : name;
  return known === filter.name || (known?.startsWith(`${filter.name}/`) ?? false);
}
