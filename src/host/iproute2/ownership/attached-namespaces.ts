import {
  type NamespaceAlias,
  type Resource,
  type UnreachableLink,
  type Veth,
  VpcctlError,
} from '@vpcctl/sdk';
import { namespaceInode } from '../../netns/namespaces.js';
import { isThere } from '../../proc/process-identity.js';
import { isNamespace, isNamespaceAlias, isVeth } from '../ip/resources.js';
import { withDependents } from './dependents.js';
import { labelOf } from './marks.js';

/**
 * The alias of a process's namespace where it exists; null where it has to be given again, which is
 * possible while the process lives.
 * @throws VpcctlError `HOST_NOT_OURS` where another namespace has that name
 */
export function observeNamespaceAlias(candidate: NamespaceAlias): Resource | null {
  const { name, process } = candidate.attributes;
  const inode = namespaceInode(name);
  if (inode === null || inode === process.inode) return inode === null ? null : candidate;
  throw namespaceNotOurs(name);
}

/** The error for a namespace of another program that has a name of ours. */
export function namespaceNotOurs(name: string): VpcctlError {
  return new VpcctlError(`there is a namespace ${name} already, and it is not vpcctl's`, {
    code: 'HOST_NOT_OURS',
    category: 'host',
    hints: [`rename or remove it, then try again: ip netns del ${name}`],
  });
}

/**
 * Ids of the resources that belong into an attached namespace that has gone, such as that of a
 * container that has ended: the veth pair into it, and all that depend on the pair. They can't be
 * built, so they do not count as missing.
 */
export function findUnreachable(candidates: readonly Resource[]): ReadonlySet<string> {
  const { aliases, vethPairs } = findGone(candidates);
  return withDependents(
    [...aliases, ...vethPairs].map(({ id }) => id),
    candidates,
  );
}

/** The veth pairs into attached namespaces that have gone, by their host ends. */
export function findUnreachableLinks(desired: readonly Resource[]): UnreachableLink[] {
  return findGone(desired).vethPairs.map(({ attributes: { name, alias } }) => ({
    link: name,
    label: labelOf(alias),
  }));
}

interface Gone {
  readonly aliases: readonly NamespaceAlias[];
  readonly vethPairs: readonly Veth[];
}

function findGone(candidates: readonly Resource[]): Gone {
  const aliases = candidates
    .filter(isNamespaceAlias)
    .filter(({ attributes: { name, process } }) => !isThere(name, process));
  // A namespace of our own can always be created, and an alias can be given again.
  const reachable = new Set<string>();
  const pairs: Veth[] = [];
  for (const candidate of candidates) {
    if (isVeth(candidate)) pairs.push(candidate);
    if (isNamespace(candidate)) reachable.add(candidate.attributes.name);
    if (isNamespaceAlias(candidate) && !aliases.includes(candidate)) {
      reachable.add(candidate.attributes.name);
    }
  }
  const vethPairs = pairs.filter(
    ({ attributes: { peer } }) => !reachable.has(peer.namespace) && !isThere(peer.namespace, null),
  );
  return { aliases, vethPairs };
}
