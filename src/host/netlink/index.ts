/** The façade of netlink: the kernel without programs. docs/decisions/0040-netlink.md says why. */
export { type Availability, netlinkAvailability, speaksNetlink } from './availability.js';
export { classify, type Intention, type RefusalKind } from './classify.js';
export type { Acknowledgement } from './codec/acknowledgement.js';
export { MalformedMessage } from './codec/malformed.js';
export type { NetlinkRequest } from './codec/message.js';
export { NetlinkError, SystemError } from './errors.js';
export { tryLock, waitForLock } from './lock.js';
export { address, type LinkAddress } from './messages/address.js';
export { altname } from './messages/altname.js';
export { bridgePort } from './messages/bridge-port.js';
export {
  type Connection,
  connection,
  type MarkFilter,
  readConnection,
} from './messages/conntrack/connection.js';
export { type CountedConnection, readCounted } from './messages/conntrack/counted.js';
export { type ForwardingEntry, forwarding } from './messages/forwarding.js';
export { type LinkChange, link, type NewLink } from './messages/link.js';
export type { AddressMode, PortSettings } from './messages/link-attributes.js';
export type { Link } from './messages/link-reader.js';
export type { LookedUp } from './messages/lookup/route-lookup.js';
export { type Neighbour, neighbour } from './messages/neighbour.js';
export { MAIN_TABLE, type RouteEntry, route } from './messages/route.js';
export type { NextHop, Route } from './messages/route-reader.js';
export { type ObservedRule, type RoutingRule, rule } from './messages/rule.js';
export { type ConnectionOwner, readConnectionOwner } from './messages/statistics/owner.js';
export type { Netem } from './messages/traffic/netem.js';
export { type Discipline, type Qdisc, qdisc } from './messages/traffic/qdisc.js';
export { type Filter, redirect } from './messages/traffic/redirect.js';
export type { Tbf } from './messages/traffic/tbf.js';
export { hostError } from './netlink-host.js';
export { RouteSocket } from './route-socket.js';
export { type NetlinkSession, openSession } from './session.js';
export type { NetlinkSocket } from './socket.js';
