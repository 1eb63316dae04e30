import type { Bridge, HostReader, NamespaceAlias, Resource, Veth } from '@vpcctl/sdk';
import { namespaceInode } from '../../netns/namespaces.js';
import { isMade } from '../../record/created-namespaces.js';
import { readHostRecord } from '../../record/host-record.js';
import { statePaths } from '../../record/paths.js';
import { isBridge, isNamespace, isNamespaceAlias, isVeth } from '../ip/resources.js';

/**
 * Which of `resources` are to be left alone: links and namespaces of somebody else that have the names of ours by now,
 * and what stands on them. What is absent is nobody's. Starts a program only where something is not plainly ours.
 */
export async function findForeign(
  host: HostReader,
  resources: readonly Resource[],
): Promise<readonly Resource[]> {
  const doubtful = {
    links: resources.filter(isLink).filter((link) => !isPlainlyOwn(host, link)),
    namespaces: findUnmade(resources.filter(isNamespace).map(({ attributes }) => attributes.name)),
  };
  const foreign = new Set(
    resources
      .filter(isNamespaceAlias)
      .filter(isOfAnother)
      .map(({ id }) => id),
  );
  if (doubtful.links.length + doubtful.namespaces.length > 0) {
    // Loaded on demand, as observing is.
    const { isOwnLink, isWired, showLinks } = await import('./marks.js');
    const links = doubtful.links.length === 0 ? new Map() : await showLinks(host, null);
    for (const link of doubtful.links) {
      const found = links.get(link.attributes.name);
      if (found !== undefined && !isOwnLink(found, link)) foreign.add(link.id);
    }
    for (const name of doubtful.namespaces) {
      const inside = await showLinks(host, name);
      if (!isWired(name, inside, resources)) foreign.add(`namespace:${name}`);
    }
  }
  return foreign.size === 0 ? [] : withWhatStandsOn(foreign, resources);
}

/** Of namespaces, those that are there and that the record does not know. */
export function findUnmade(names: readonly string[]): string[] {
  const there = names.filter((name) => namespaceInode(name) !== null);
  if (there.length === 0) return [];
  const record = readHostRecord(statePaths().directory);
  return there.filter((name) => !isMade(record, name));
}

/**
 * By its alias and MAC under `/sys`, without a program. Says nothing where `/sys` is that of another network namespace:
 * a MAC is drawn by lot, so no other link has both.
 */
function isPlainlyOwn(host: HostReader, { attributes: { name, alias, mac } }: Bridge | Veth) {
  const read = (file: string) => host.readFile(`/sys/class/net/${name}/${file}`)?.trim();
  return read('ifalias') === alias && read('address') === mac;
}

function isOfAnother({ attributes: { name, process } }: NamespaceAlias): boolean {
  const inode = namespaceInode(name);
  return inode !== null && inode !== process.inode;
}

/** A cable in somebody else's bridge may be ours, and so may one into somebody else's namespace: each has its own mark. */
function withWhatStandsOn(ids: ReadonlySet<string>, resources: readonly Resource[]): Resource[] {
  const all = new Set(ids);
  const isMarked = (resource: Resource) =>
    isLink(resource) || isNamespace(resource) || isNamespaceAlias(resource);
  for (let size = -1; size < all.size; ) {
    size = all.size;
    for (const resource of resources) {
      if (isMarked(resource)) continue;
      if ((resource.dependsOn ?? []).some((id) => all.has(id))) all.add(resource.id);
    }
  }
  return resources.filter(({ id }) => all.has(id));
}

function isLink(resource: Resource): resource is Bridge | Veth {
  return isBridge(resource) || isVeth(resource);
}
