/** The matches of the fixed part of the ruleset. */
import {
  addressType,
  concat,
  ct,
  equal,
  flagged,
  masked,
  meta,
  payload,
  unequal,
} from './objects.js';

export const iif = meta('iifname');
export const oif = meta('oifname');
export const source = payload('ip', 'saddr');
export const destination = payload('ip', 'daddr');

export const fromVpc = equal(iif, '@bridges');
export const toVpc = equal(oif, '@bridges');
/** Out by a workload's own port, as hairpin packets go. */
export const toPort = equal(oif, '@workload-ports');
export const toGateway = equal(concat(iif, destination), '@gateways');
export const known = flagged(ct('state'), ['established', 'related']);
export const isNew = flagged(ct('state'), 'new');
/** The first packet of a TCP connection has SYN alone of these flags. */
export const opening = masked(payload('tcp', 'flags'), ['fin', 'syn', 'rst', 'ack']);
export const isReply = equal(ct('direction'), 'reply');
export const isOriginal = equal(ct('direction'), 'original');
export const ofVpc = equal(ct('mark'), '@marks');
/** The address that replies to a connection are sent to. */
export const replyDestination = { ct: { key: 'ip daddr', dir: 'reply' } };
/** The address that a connection was opened to, before NAT. */
export const originalDestination = { ct: { key: 'ip daddr', dir: 'original' } };
/** The address that opened a connection, before NAT. */
export const originalSource = { ct: { key: 'ip saddr', dir: 'original' } };
/** The address that replies to a connection come from. */
export const replySource = { ct: { key: 'ip saddr', dir: 'reply' } };
export const forwarded = flagged(ct('status'), 'dnat');
export const toHost = equal(addressType('daddr'), 'local');
export const fromHost = equal(addressType('saddr'), 'local');
export const service = [meta('l4proto'), payload('th', 'dport')] as const;
/** The workload, and the service that it asks for. */
export const serviceRequest = concat(iif, source, ...service);
/** IPv6 is not supported yet. Without this match, its replies would pass unchecked. */
export const notIPv4 = unequal(meta('nfproto'), 'ipv4');
/** The errors that the host sends about a packet (RFC 792). */
export const isError = equal(payload('icmp', 'type'), {
  set: ['destination-unreachable', 'redirect', 'time-exceeded', 'parameter-problem'],
});
/**
 * All but the errors that nobody listens: the receiver drops the packet's connection before it
 * sends one (__udp4_lib_rcv).
 */
export const notOfListener = unequal(payload('icmp', 'code'), {
  set: ['prot-unreachable', 'port-unreachable'],
});
