import { type Bridge, type Namespace, type Resource, type Veth, VpcctlError } from '@vpcctl/sdk';
import type { ObservedLink } from './ip/parse.js';
import type { Snapshots } from './ip/snapshot.js';
import { isOwnLink } from './ownership/marks.js';

/** The namespace where it exists. A loopback that is down is a deviation. */
export function observeNamespace(candidate: Namespace, seen: Snapshots): Resource | null {
  const snapshot = seen.get(candidate.attributes.name);
  if (snapshot === undefined) return null;
  // The veth pair into it tells of that.
  if (!snapshot.readable) return candidate;
  const loopback = snapshot.links.get('lo');
  return deviating(candidate, loopback && isUp(loopback) ? [] : ['loopback down']);
}

/** @throws VpcctlError `HOST_NOT_OURS` */
export function observeBridge(candidate: Bridge, seen: Snapshots, ipv6: boolean): Resource | null {
  const link = ownLink(candidate, seen);
  if (link === null) return null;
  const attributes = { ...candidate.attributes, ...linkAttributes(link, candidate.attributes) };
  return deviating({ ...candidate, attributes }, [
    ...linkDeviations(link, ipv6),
    ...bridgeDeviations(link),
  ]);
}

/** A shorter time is a setting of another program. What was set is read back in other units. */
const LONG_AGEING = 1_000_000_000;

/** Settings that cut workloads off: frames go to no port whose MAC the bridge has forgotten. */
function bridgeDeviations({ linkinfo: { info_data: data = {} } }: ObservedLink): string[] {
  return [
    ...((data.ageing_time ?? LONG_AGEING) < LONG_AGEING ? [FORGETS] : []),
    ...(data.stp_state ? [SPANNING_TREE] : []),
    ...(data.vlan_filtering ? [VLAN_FILTERING] : []),
  ];
}

/** @throws VpcctlError `HOST_NOT_OURS` */
export function observeVeth(candidate: Veth, seen: Snapshots, ipv6: boolean): Resource | null {
  const link = ownLink(candidate, seen);
  if (link === null) return null;
  const { peer } = candidate.attributes;
  const inside = seen.get(peer.namespace);
  const isHidden = inside?.readable === false;
  const other = inside?.links.get(peer.name);
  const guestEnd = other !== undefined && arePaired(link, other) ? other : null;
  const attributes = {
    ...candidate.attributes,
    ...linkAttributes(link, candidate.attributes),
    bridge: link.master ?? '',
    peer: isHidden ? peer : observedPeer(peer, guestEnd),
  };
  const { isolated, flood, bcast_flood, learning, locked, state } =
    link.linkinfo.info_slave_data ?? {};
  return deviating({ ...candidate, attributes }, [
    ...linkDeviations(link, ipv6),
    ...(isolated ? [] : ['not isolated']),
    ...(flood === false ? [] : ['flooded']),
    ...(bcast_flood === false ? [NO_BROADCASTS] : []),
    // A locked port has a fixed entry for its MAC.
    ...(learning === false && !locked ? [LEARNS_NOTHING] : []),
    // A port that is down, or whose other end is, does not forward; nor does one that just came up.
    ...(link.operstate && guestEnd && isUp(guestEnd) && state === 'disabled' ? [DISABLED] : []),
    ...(isHidden ? ['peer in a namespace that cannot be read'] : peerDeviations(guestEnd, ipv6)),
  ]);
}

function observedPeer(
  peer: Veth['attributes']['peer'],
  guestEnd: ObservedLink | null,
): Veth['attributes']['peer'] {
  if (guestEnd === null) return { name: peer.name, mac: '', altname: null, namespace: '' };
  return { ...peer, mac: macOf(guestEnd), altname: altnameOf(guestEnd, peer.altname) };
}

function peerDeviations(guestEnd: ObservedLink | null, ipv6: boolean): string[] {
  if (guestEnd === null) return ['peer missing'];
  return linkDeviations(guestEnd, ipv6).map((deviation) => `peer ${deviation}`);
}

/** Deviations of a port that take more than its usual settings to fix. */
export const FORGETS = 'forgets MACs';
export const SPANNING_TREE = 'spanning tree';
export const VLAN_FILTERING = 'VLAN filtering';
export const NO_BROADCASTS = 'without broadcasts';
export const LEARNS_NOTHING = 'learns no MACs';
export const DISABLED = 'disabled';
export const NO_ARP = 'without ARP';
/** The same, of the guest end of a veth pair. */
export const PEER_NO_ARP = `peer ${NO_ARP}`;

/** The faults of an observed link beyond its attributes. */
export function deviationsOf({ attributes }: Resource): readonly string[] {
  const { deviations } = attributes;
  return Array.isArray(deviations) ? deviations.filter((each) => typeof each === 'string') : [];
}

/** The host's link with a candidate's name; null where there is none. It has to be ours. */
function ownLink(candidate: Bridge | Veth, seen: Snapshots): ObservedLink | null {
  const { name } = candidate.attributes;
  const link = seen.get(null)?.links.get(name);
  if (link === undefined || isOwnLink(link, candidate)) return link ?? null;
  throw new VpcctlError(`${name} is there already, and vpcctl did not make it`, {
    code: 'HOST_NOT_OURS',
    category: 'host',
    hints: [`look at it: ip -d link show ${name}`, 'rename or remove it, then try again'],
  });
}

/** Each end of a veth pair has the index of the other end, in the other end's namespace. */
function arePaired(one: ObservedLink, other: ObservedLink): boolean {
  return one.link_index === other.ifindex && other.link_index === one.ifindex;
}

function linkAttributes(link: ObservedLink, wanted: { altname: string | null }) {
  return {
    mac: macOf(link),
    altname: altnameOf(link, wanted.altname),
    alias: link.ifalias ?? '',
  };
}

/** Further altnames, which another program gave the link, do no harm. */
function altnameOf(link: ObservedLink, wanted: string | null): string | null {
  return wanted !== null && link.altnames.includes(wanted) ? wanted : null;
}

function macOf(link: ObservedLink): string {
  return link.address ?? '';
}

function linkDeviations(link: ObservedLink, ipv6: boolean): string[] {
  const mode = ipv6 ? (link.inet6_addr_gen_mode ?? 'none') : 'none';
  return [
    ...(isUp(link) ? [] : ['down']),
    ...(link.flags.includes('NOARP') ? [NO_ARP] : []),
    ...(mode === 'none' ? [] : ['makes IPv6 addresses']),
  ];
}

function isUp(link: ObservedLink): boolean {
  return link.flags.includes('UP');
}

function deviating(resource: Resource, deviations: string[]): Resource {
  if (deviations.length === 0) return resource;
  return { ...resource, attributes: { ...resource.attributes, deviations } };
}
