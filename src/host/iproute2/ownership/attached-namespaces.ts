import { type NamespaceAlias, type Resource, type Veth, VpcctlError } from '@vpcctl/sdk';
import { namespaceInode } from '../../netns/namespaces.js';
import { isThere } from '../../proc/process-identity.js';
import { isNamespace, isNamespaceAlias, isVeth } from '../ip/resources.js';

/**
 * A name for the namespace of a process: there, or to be made anew as long as that process lives.
 * @throws VpcctlError `HOST_FOREIGN` where another namespace has that name
 */
export function observeNamespaceAlias(candidate: NamespaceAlias): Resource | null {
  const { name, process } = candidate.attributes;
  const inode = namespaceInode(name);
  if (inode === null || inode === process.inode) return inode === null ? null : candidate;
  throw foreignNamespace(name);
}

/** The error for a namespace of somebody else that has a name of ours. */
export function foreignNamespace(name: string): VpcctlError {
  return new VpcctlError(`there is a namespace ${name} already, and it is not vpcctl's`, {
    code: 'HOST_NOT_OURS',
    category: 'host',
    hints: [`rename or remove it, then try again: ip netns del ${name}`],
  });
}

/**
 * Ids of what belongs into a namespace that is not ours and isn't there, such as that of a container that has ended: the
 * cable into it, and all that stands on it. Nobody could build that, so nothing is missing.
 */
export function findUnreachableLinks(candidates: readonly Resource[]): ReadonlySet<string> {
  const { names, vethPairs } = findGone(candidates);
  return withDependents(
    [...names, ...vethPairs].map(({ id }) => id),
    candidates,
  );
}

/** The host's ends of cables that are out of reach. */
export function unreachableLinks(desired: readonly Resource[]): string[] {
  return findGone(desired).vethPairs.map(({ attributes: { name } }) => name);
}

function findGone(candidates: readonly Resource[]): { names: NamespaceAlias[]; vethPairs: Veth[] } {
  const gone = candidates
    .filter(isNamespaceAlias)
    .filter(({ attributes: { name, process } }) => !isThere(name, process));
  // A namespace that is ours is never out of reach, and neither is one that can be given its name again.
  const within = new Set(
    [...candidates.filter(isNamespace), ...candidates.filter(isNamespaceAlias)]
      .filter((candidate) => !gone.some(({ id }) => id === candidate.id))
      .map(({ attributes: { name } }) => name),
  );
  const vethPairs = candidates
    .filter(isVeth)
    .filter(
      ({ attributes: { peer } }) => !within.has(peer.namespace) && !isThere(peer.namespace, null),
    );
  return { names: gone, vethPairs };
}

function withDependents(ids: readonly string[], candidates: readonly Resource[]): Set<string> {
  const all = new Set(ids);
  let before = -1;
  while (all.size > before) {
    before = all.size;
    for (const { id, dependsOn = [] } of candidates) {
      if (dependsOn.some((dependency) => all.has(dependency))) all.add(id);
    }
  }
  return all;
}
