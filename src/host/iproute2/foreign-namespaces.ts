import { type NamespaceName, type Resource, VpcctlError } from '@vpcctl/sdk';
import { namespaceInode } from '../namespaces.js';
import { isThere } from '../process-identity.js';
import { isNamespace, isNamespaceName, isVeth } from './kinds.js';

/**
 * A name for the namespace of a process: there, or to be made anew as long as that process lives.
 * @throws VpcctlError `HOST_FOREIGN` where another namespace has that name
 */
export function observeNamespaceName(candidate: NamespaceName): Resource | null {
  const { name, process } = candidate.attributes;
  const inode = namespaceInode(name);
  if (inode === null || inode === process.inode) return inode === null ? null : candidate;
  throw new VpcctlError(`there is a namespace ${name} already, and it is not vpcctl's`, {
    code: 'HOST_FOREIGN',
    category: 'host',
    hints: [`rename or remove it, then try again: ip netns del ${name}`],
  });
}

/**
 * Ids of what belongs into a namespace that is not ours and isn't there, such as that of a container that has ended: the
 * cable into it, and all that stands on it. Nobody could build that, so nothing is missing.
 */
export function findOutOfReach(candidates: readonly Resource[]): ReadonlySet<string> {
  const gone = candidates
    .filter(isNamespaceName)
    .filter(({ attributes: { name, process } }) => !isThere(name, process));
  // A namespace that is ours is never out of reach, and neither is one that can be given its name again.
  const within = new Set(
    [...candidates.filter(isNamespace), ...candidates.filter(isNamespaceName)]
      .filter((candidate) => !gone.some(({ id }) => id === candidate.id))
      .map(({ attributes: { name } }) => name),
  );
  const cables = candidates
    .filter(isVeth)
    .map(({ id, attributes: { peer } }) => ({ id, namespace: peer.namespace }))
    .filter(({ namespace }) => !within.has(namespace) && !isThere(namespace, null));
  return withDependents(
    [...gone, ...cables].map(({ id }) => id),
    candidates,
  );
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
