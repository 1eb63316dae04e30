import { ECHO_REQUEST } from '@vpcctl/sdk';
import type { DeniedEnd, DeniedPacket } from './denied.js';

/** What `reach` cannot answer: it is about the first packet of a connection, from its real sender. */
const NOT_ASKED: readonly string[] = [
  'source-guard',
  'forged-source',
  'no-connection',
  'not-ipv4',
  'icmp-error',
  'astray',
] satisfies readonly DeniedPacket['cause'][];

/**
 * FROM and TO by which `reach` says why such a packet is denied; null where it says nothing of it.
 * Pure.
 */
export function reachWords(packet: DeniedPacket): readonly [from: string, to: string] | null {
  const { from, to, cause, protocol, icmpType } = packet;
  if (protocol === null || NOT_ASKED.includes(cause)) return null;
  const service = serviceOf(protocol, to, icmpType);
  if (service === null) return null;
  // Only a workload may be named by its address.
  return [
    from.name ?? 'internet',
    `${to.name === 'host' ? to.address : (to.name ?? to.address)}${service}`,
  ];
}

function serviceOf(protocol: string, { port }: DeniedEnd, icmpType: number | null): string | null {
  if (protocol === 'icmp') return icmpType === ECHO_REQUEST ? '' : null;
  if (port !== null) return port === 0 ? null : `:${port}/${protocol}`;
  return ['tcp', 'udp', 'sctp', 'dccp', 'udplite', 'arp'].includes(protocol)
    ? null
    : `:${protocol}`;
}
