import type { HostReader, Resource } from '@vpcctl/sdk';
import { byNetlink } from '../netlink/netlink-host.js';
import { namespaceInode } from '../netns/namespaces.js';
import { inParallel } from '../process/parallel.js';
import { readSnapshots, unreadable } from './ip/netlink-snapshot.js';
import {
  isAddress,
  isBridge,
  isNamespace,
  isNamespaceAlias,
  isNeighbour,
  isRoute,
  isRule,
  isSysctl,
  isVeth,
  type LinkKind,
  type LinkResource,
} from './ip/resources.js';
import { type Snapshots, takeSnapshot, unreadableSnapshot } from './ip/snapshot.js';
import { observeBridge, observeNamespace, observeVeth } from './observe-links.js';
import {
  observeAddress,
  observeNeighbour,
  observeRoute,
  observeRule,
  observeSysctl,
} from './observe-routing.js';
import {
  findUnreachable,
  namespaceNotOurs,
  observeNamespaceAlias,
} from './ownership/attached-namespaces.js';
import { findUnrecorded } from './ownership/find-not-ours.js';
import { holdsGuestEnd } from './ownership/marks.js';

type Observe<R> = (
  candidate: R,
  seen: Snapshots,
  host: HostReader,
  ipv6: boolean,
) => Resource | null;
type Observer = Observe<Resource>;

function observerOf<R extends LinkResource>(
  is: (resource: Resource) => resource is R,
  observe: Observe<R>,
): Observer {
  return (candidate, ...host) => (is(candidate) ? observe(candidate, ...host) : null);
}

const OBSERVERS: Record<LinkKind, Observer> = {
  sysctl: observerOf(isSysctl, observeSysctl),
  namespace: observerOf(isNamespace, observeNamespace),
  'namespace-alias': observerOf(isNamespaceAlias, observeNamespaceAlias),
  bridge: observerOf(isBridge, (one, seen, _, ipv6) => observeBridge(one, seen, ipv6)),
  veth: observerOf(isVeth, (one, seen, _, ipv6) => observeVeth(one, seen, ipv6)),
  address: observerOf(isAddress, observeAddress),
  route: observerOf(isRoute, observeRoute),
  neighbour: observerOf(isNeighbour, observeNeighbour),
  rule: observerOf(isRule, observeRule),
};

/**
 * The `candidates` that exist, each with the attributes that the host really has. Faults of a link
 * beyond its attributes (down, not isolated) are listed in one more attribute, `deviations`, which
 * makes the link unequal. So is the veth pair into a namespace that cannot be read, and what is in
 * there counts as it should be. Reads by netlink; where that is not available, one program is
 * started for the host's own namespace and one for each named namespace, in parallel. Resources
 * that {@link findUnreachable} names are returned unchanged.
 * @throws VpcctlError `HOST_NOT_OURS` where a link or namespace of that name is not ours;
 *   `HOST_STEP_FAILED`
 */
export async function observe(
  host: HostReader,
  candidates: readonly Resource[],
  { ipv6 }: { readonly ipv6: boolean },
): Promise<Resource[]> {
  const namespaces = [...new Set(candidates.flatMap(namespacesOf))].filter(
    (name) => name === null || namespaceInode(name) !== null,
  );
  const seen = await takeSnapshots(host, namespaces);
  requireOwnNamespaces(candidates, seen);
  const observers = new Map<string, Observer>(Object.entries(OBSERVERS));
  const unreachable = findUnreachable(candidates);
  const assumed = (candidate: Resource) =>
    unreachable.has(candidate.id) || isHidden(candidate, seen);
  return candidates.flatMap((candidate) =>
    assumed(candidate)
      ? candidate
      : (observers.get(candidate.kind)?.(candidate, seen, host, ipv6) ?? []),
  );
}

/** Whether a resource is in a namespace that cannot be read. Its veth pair tells of that. */
function isHidden(candidate: Resource, seen: Snapshots): boolean {
  if (!isAddress(candidate) && !isRoute(candidate)) return false;
  return seen.get(candidate.attributes.namespace)?.readable === false;
}

/** @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN` */
async function takeSnapshots(
  host: HostReader,
  namespaces: readonly (string | null)[],
): Promise<Snapshots> {
  const snapshots = byNetlink(host, unreadable(null), (session) =>
    readSnapshots(session, namespaces),
  );
  if (snapshots !== null) return snapshots;
  const { results, failures } = await inParallel(namespaces, async (name) => {
    const snapshot = await takeSnapshot(host, name).catch((error: unknown) =>
      unreadableSnapshot(name, error),
    );
    return [name, snapshot] as const;
  });
  if (failures.length > 0) throw failures[0];
  return new Map(results);
}

/** @throws VpcctlError `HOST_NOT_OURS` */
function requireOwnNamespaces(candidates: readonly Resource[], seen: Snapshots): void {
  const names = candidates.filter(isNamespace).map(({ attributes }) => attributes.name);
  for (const name of findUnrecorded(names)) {
    const links = seen.get(name)?.links ?? new Map();
    if (!holdsGuestEnd(name, links, candidates)) throw namespaceNotOurs(name);
  }
}

/** The namespaces that show a resource; null is the host's own namespace. */
function namespacesOf(resource: Resource): (string | null)[] {
  if (isNamespace(resource)) return [resource.attributes.name];
  if (isVeth(resource)) return [null, resource.attributes.peer.namespace];
  if (isAddress(resource) || isRoute(resource)) return [resource.attributes.namespace];
  return isBridge(resource) || isNeighbour(resource) || isRule(resource) ? [null] : [];
}
