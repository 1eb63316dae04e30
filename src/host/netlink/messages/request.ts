import type { NetlinkRequest } from '../codec/message.js';

export { CREATE, FLAG } from '../codec/message.js';

/** AF_* of sys/socket.h. */
export const AF = { unspecified: 0, inet: 2, bridge: 7, inet6: 10 } as const;

/** RTM_* of linux/rtnetlink.h. */
export const RTM = {
  newLink: 16,
  deleteLink: 17,
  getLink: 18,
  setLink: 19,
  newAddress: 20,
  deleteAddress: 21,
  getAddress: 22,
  newRoute: 24,
  deleteRoute: 25,
  getRoute: 26,
  newNeighbour: 28,
  deleteNeighbour: 29,
  getNeighbour: 30,
  newRule: 32,
  deleteRule: 33,
  getRule: 34,
  newQdisc: 36,
  deleteQdisc: 37,
  getQdisc: 38,
  newFilter: 44,
  deleteFilter: 45,
  getFilter: 46,
  newNetworkSettings: 80,
  deleteNetworkSettings: 81,
  newLinkProperty: 108,
  deleteLinkProperty: 109,
} as const;

/** A request; `flags` are those that the socket does not set. */
export function request(type: number, what: string, body: Buffer, flags = 0): NetlinkRequest {
  return { type, flags, what, body };
}
