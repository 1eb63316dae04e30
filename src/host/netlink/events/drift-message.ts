/** Which messages of the kernel may mean that a host no longer is as it should be. Pure. */
import { MalformedMessage } from '../codec/malformed.js';
import { decodeMessages, type NetlinkMessage } from '../codec/message.js';
import { decodeNeighbourHeader, NUD } from '../messages/neighbour-header.js';
import { RTM } from '../messages/request.js';
import type { Family } from '../socket.js';

/** Kinds of which each message tells that something was made, changed or deleted. */
const CHANGES: ReadonlySet<number> = new Set([
  ...[RTM.newLink, RTM.deleteLink, RTM.newAddress, RTM.deleteAddress],
  ...[RTM.newRoute, RTM.deleteRoute, RTM.newRule, RTM.deleteRule],
  ...[RTM.newQdisc, RTM.deleteQdisc, RTM.newFilter, RTM.deleteFilter],
  ...[RTM.newNetworkSettings, RTM.deleteNetworkSettings],
]);

/**
 * NFT_MSG_NEWGEN of linux/netfilter/nf_tables.h, in the subsystem NFNL_SUBSYS_NFTABLES. It ends
 * each transaction; other messages also come without one, such as of a quota that is used up.
 */
const NEW_GENERATION = (10 << 8) | 15;

/** NUD_FAILED: a permanent entry is set to it before it is deleted. */
const FAILED = 0x20;

/**
 * Whether a datagram has a message because of which the host should be looked at. One that is not
 * understood is such a reason, too.
 */
export function tellsOfDrift(family: Family, datagram: Buffer): boolean {
  try {
    for (const message of decodeMessages(datagram)) {
      if (family === 'route' ? isRouteChange(message) : message.type === NEW_GENERATION)
        return true;
    }
    return false;
  } catch (error) {
    if (error instanceof MalformedMessage) return true;
    throw error;
  }
}

function isRouteChange({ type, body }: NetlinkMessage): boolean {
  if (type !== RTM.newNeighbour && type !== RTM.deleteNeighbour) return CHANGES.has(type);
  // The kernel itself learns and forgets neighbours all the time.
  const { state } = decodeNeighbourHeader(body).header;
  const isFixed = (state & (NUD.permanent | NUD.noArp)) !== 0;
  return isFixed || (type === RTM.deleteNeighbour && (state & FAILED) !== 0);
}
