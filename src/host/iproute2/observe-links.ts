import { type Bridge, type Namespace, type Resource, type Veth, VpcctlError } from '@vpcctl/sdk';
import type { ObservedLink } from './ip/parse.js';
import type { Snapshots } from './ip/snapshot.js';
import { isOwnLink } from './ownership/marks.js';

/** A namespace is there, with its loopback up or, as a deviation, not. */
export function observeNamespace(candidate: Namespace, seen: Snapshots): Resource | null {
  const snapshot = seen.get(candidate.attributes.name);
  if (snapshot === undefined) return null;
  const loopback = snapshot.links.get('lo');
  return deviating(candidate, loopback && isUp(loopback) ? [] : ['loopback down']);
}

/** @throws VpcctlError `HOST_NOT_OURS` */
export function observeBridge(candidate: Bridge, seen: Snapshots): Resource | null {
  const link = ownLink(candidate, seen);
  if (link === null) return null;
  const attributes = { ...candidate.attributes, ...linkAttributes(link, candidate.attributes) };
  return deviating({ ...candidate, attributes }, linkDeviations(link));
}

/** @throws VpcctlError `HOST_NOT_OURS` */
export function observeVeth(candidate: Veth, seen: Snapshots): Resource | null {
  const link = ownLink(candidate, seen);
  if (link === null) return null;
  const { peer } = candidate.attributes;
  const other = seen.get(peer.namespace)?.links.get(peer.name);
  const inside = other !== undefined && arePaired(link, other) ? other : null;
  const attributes = {
    ...candidate.attributes,
    ...linkAttributes(link, candidate.attributes),
    bridge: link.master ?? '',
    peer: inside
      ? { ...peer, mac: macOf(inside), altname: altnameOf(inside, peer.altname) }
      : { name: peer.name, mac: '', altname: null, namespace: '' },
  };
  const { isolated, flood } = link.linkinfo.info_slave_data ?? {};
  return deviating({ ...candidate, attributes }, [
    ...linkDeviations(link),
    ...(isolated ? [] : ['not isolated']),
    ...(flood === false ? [] : ['flooded']),
    ...(inside ? linkDeviations(inside).map((deviation) => `peer ${deviation}`) : ['peer missing']),
  ]);
}

/** The host's link that a candidate's name stands for, if it is ours. */
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

/** Of two ends of a veth pair, each knows the other's index (in the namespace where that is). */
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

/** Other names that someone gave a link besides ours do no harm. */
function altnameOf(link: ObservedLink, wanted: string | null): string | null {
  return wanted !== null && link.altnames.includes(wanted) ? wanted : null;
}

function macOf(link: ObservedLink): string {
  return link.address ?? '';
}

function linkDeviations(link: ObservedLink): string[] {
  const mode = link.inet6_addr_gen_mode;
  return [
    ...(isUp(link) ? [] : ['down']),
    ...(mode === undefined || mode === 'none' ? [] : ['makes IPv6 addresses']),
  ];
}

function isUp(link: ObservedLink): boolean {
  return link.flags.includes('UP');
}

function deviating(resource: Resource, deviations: string[]): Resource {
  if (deviations.length === 0) return resource;
  return { ...resource, attributes: { ...resource.attributes, deviations } };
}
