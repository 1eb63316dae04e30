/** Groups of messages that the kernel sends to listening sockets, as bits of an address. Pure. */
import type { Family } from '../socket.js';

/** RTNLGRP_* of linux/rtnetlink.h: links, neighbours, qdiscs; then those of IPv4. */
const ROUTE = { link: 1, neighbour: 3, traffic: 4, address: 5, route: 7, rule: 8, settings: 24 };
/** NFNLGRP_NFTABLES of linux/netfilter/nfnetlink.h. */
const NETFILTER = { nftables: 7 };
/** NFNLGRP_CONNTRACK_DESTROY of the same file: each connection that ended. */
export const CONNECTIONS_ENDED = bitsOf({ destroy: 3 });

/** The groups to listen to: all that tell of changes to what VPCs consist of. */
export const GROUPS: Readonly<Record<Family, number>> = {
  route: bitsOf(ROUTE),
  netfilter: bitsOf(NETFILTER),
};

function bitsOf(groups: Readonly<Record<string, number>>): number {
  return Object.values(groups).reduce((bits, group) => bits | (1 << (group - 1)), 0);
}
