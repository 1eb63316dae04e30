import type { Bridge, HostReader, NamespaceAlias, Resource, Veth } from '@vpcctl/sdk';
import { namespaceInode } from '../../netns/namespaces.js';
import { isCreatedNamespace } from '../../record/created-namespaces.js';
import { readHostRecord } from '../../record/host-record.js';
import { statePaths } from '../../record/paths.js';
import { isBridge, isNamespace, isNamespaceAlias, isVeth } from '../ip/resources.js';
import { withDependents } from './dependents.js';

/**
 * Which of `resources` are not ours and have to be left alone: links and namespaces that another
 * program made under a name of ours, and the resources that depend on them. A resource that is
 * absent is not among them. Asks the kernel only where files do not show that a link or namespace
 * is ours.
 */
export async function findNotOurs(
  host: HostReader,
  resources: readonly Resource[],
): Promise<readonly Resource[]> {
  const doubtful = {
    links: resources.filter(isLink).filter((link) => !hasOwnMarks(host, link)),
    namespaces: findUnrecorded(
      resources.filter(isNamespace).map(({ attributes }) => attributes.name),
    ),
  };
  const ids = new Set(
    resources
      .filter(isNamespaceAlias)
      .filter(namesAnotherNamespace)
      .map(({ id }) => id),
  );
  if (doubtful.links.length + doubtful.namespaces.length > 0) {
    // Loaded on demand: it brings zod.
    const { holdsGuestEnd, isOwnLink, showLinks } = await import('./marks.js');
    const links = doubtful.links.length === 0 ? new Map() : await showLinks(host, null);
    for (const link of doubtful.links) {
      const found = links.get(link.attributes.name);
      if (found !== undefined && !isOwnLink(found, link)) ids.add(link.id);
    }
    for (const name of doubtful.namespaces) {
      // One that cannot be read proves nothing.
      const guestLinks = await showLinks(host, name).catch(() => new Map());
      if (!holdsGuestEnd(name, guestLinks, resources)) ids.add(`namespace:${name}`);
    }
  }
  if (ids.size === 0) return [];
  // Links and namespaces have marks of their own, and were asked for these. A veth pair in another
  // program's bridge, or into its namespace, may well be ours.
  const unmarked = resources.filter((resource) => !isMarked(resource));
  const all = withDependents(ids, unmarked);
  return resources.filter(({ id }) => all.has(id));
}

/** The namespaces among `names` that exist without being recorded as created by vpcctl. */
export function findUnrecorded(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const record = readHostRecord(statePaths().directory);
  // Mostly all are recorded, and then one look at each is enough.
  return names.filter((name) => !isCreatedNamespace(record, name) && namespaceInode(name) !== null);
}

/**
 * Whether the link has our alias and MAC, by the files under `/sys`, which need no netlink. A no
 * means nothing, since `/sys` may show another network namespace. MACs are random, so a yes is
 * certain.
 */
function hasOwnMarks(host: HostReader, { attributes: { name, alias, mac } }: Bridge | Veth) {
  const read = (file: string) => host.readFile(`/sys/class/net/${name}/${file}`)?.trim();
  return read('ifalias') === alias && read('address') === mac;
}

function namesAnotherNamespace({ attributes: { name, process } }: NamespaceAlias): boolean {
  const inode = namespaceInode(name);
  return inode !== null && inode !== process.inode;
}

function isMarked(resource: Resource): boolean {
  return isLink(resource) || isNamespace(resource) || isNamespaceAlias(resource);
}

function isLink(resource: Resource): resource is Bridge | Veth {
  return isBridge(resource) || isVeth(resource);
}
