/** What the fixed part of the ruleset asks of a packet. */
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
/** By the port of a machine itself, which is the way of what a forward leads back into its VPC. */
export const toPort = equal(oif, '@ports');
export const toGateway = equal(concat(iif, destination), '@gateways');
export const known = flagged(ct('state'), ['established', 'related']);
export const isNew = flagged(ct('state'), 'new');
/** Of these flags the first packet of a TCP connection has SYN alone. */
export const opening = masked(payload('tcp', 'flags'), ['fin', 'syn', 'rst', 'ack']);
export const isReply = equal(ct('direction'), 'reply');
export const isOriginal = equal(ct('direction'), 'original');
export const ofVpc = equal(ct('mark'), '@marks');
/** Where the answers to a connection are sent. */
export const awaited = { ct: { key: 'ip daddr', dir: 'reply' } };
/** The address that a connection was opened to, before NAT. */
export const asked = { ct: { key: 'ip daddr', dir: 'original' } };
/** Who opened a connection, before NAT. */
export const opener = { ct: { key: 'ip saddr', dir: 'original' } };
/** Where the answers to a connection come from. */
export const answering = { ct: { key: 'ip saddr', dir: 'reply' } };
export const forwarded = flagged(ct('status'), 'dnat');
export const toHost = equal(addressType('daddr'), 'local');
export const fromHost = equal(addressType('saddr'), 'local');
export const service = [meta('l4proto'), payload('th', 'dport')] as const;
export const question = concat(iif, source, ...service);
/** IPv6 is not supported yet; without this, its replies to nobody's rule would pass. */
export const notIPv4 = unequal(meta('nfproto'), 'ipv4');
/** What the host says of a packet (RFC 792). */
export const isError = equal(payload('icmp', 'type'), {
  set: ['destination-unreachable', 'redirect', 'time-exceeded', 'parameter-problem'],
});
/** What takes a packet in forgets its connection before it says that nobody listens (__udp4_lib_rcv). */
export const notOfListener = unequal(payload('icmp', 'code'), {
  set: ['prot-unreachable', 'port-unreachable'],
});
