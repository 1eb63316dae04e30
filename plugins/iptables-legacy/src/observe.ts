import { type HostReader, isPacketPolicy, type Resource } from '@vpcctl/sdk';
import {
  entryItem,
  holds,
  type Inventory,
  inventoryOf,
  lockItem,
  remainsAttribute,
} from './inventory/inventory.js';
import { rulesFor } from './rules/rules-for.js';
import { isTracing } from './tracing/tracing.js';

/**
 * Returns the candidates that the host has. If the candidates do not explain all of our objects (a
 * rule was added, removed or moved, a jump is not at the top, a port is unlocked, a resource is
 * there in part), it returns only the packet filter, as damaged: an update of it rebuilds
 * everything. Its attribute `remains` lists what the host has, since that must be removed piece by
 * piece.
 */
export async function observe(
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  const found = await list(host, candidates);
  if (found.size === 0) return [];

  const explained = new Set<string>();
  const present = new Map<string, { resource: Resource; size: number }>();
  for (const resource of candidates) {
    if (!isPacketPolicy(resource)) continue;
    const expected = inventoryOf(rulesFor(resource));
    if (!holds(found, expected)) continue;
    for (const identity of expected.keys()) explained.add(identity);
    // Of two candidates with one id, the host has the larger one.
    const other = present.get(resource.id);
    if (other === undefined || other.size < expected.size) {
      present.set(resource.id, { resource, size: expected.size });
    }
  }
  if (explained.size === found.size) return [...present.values()].map(({ resource }) => resource);
  const damage = { damaged: true, remains: remainsAttribute(found) };
  return candidates
    .filter(({ kind }) => kind === 'packet-filter')
    .map((filter) => ({ ...filter, attributes: { ...filter.attributes, ...damage } }));
}

/**
 * Lists our objects. Without a loaded table it starts no program, since reading a table would load
 * it. Without chains it reads no ports: chains are made before locks and removed after them.
 */
async function list(host: HostReader, candidates: readonly Resource[]): Promise<Inventory> {
  const [iptables, arptables] = ['ip', 'arp'].map((family) =>
    host
      .readFile(`/proc/net/${family}_tables_names`)
      ?.split('\n')
      .filter((name) => name !== ''),
  );
  const [saved, listed] = await Promise.all([
    iptables?.length ? host.run('iptables-legacy-save', []) : '',
    arptables?.length ? host.run('arptables-legacy', ['-L', '-n', '-v']) : '',
  ]);
  if (saved === '' && listed === '') return new Map();
  const { parseListed, parseSaved } = await import('./inventory/parse.js');
  const tables = [
    ...inventoryOf(parseSaved(saved, isTracing(host))),
    ...inventoryOf(parseListed(listed)),
  ];
  return new Map(tables.length === 0 ? [] : [...tables, ...(await locks(host, candidates))]);
}

/** Locks and entries of the interfaces that candidates name. */
async function locks(
  host: HostReader,
  candidates: readonly Resource[],
): Promise<[string, string][]> {
  const { parseEntries, parsePorts } = await import('./inventory/parse.js');
  const names = new Set(
    candidates
      .filter(isPacketPolicy)
      .flatMap(({ kind, attributes }) => (kind === 'source-guard' ? attributes.interface : [])),
  );
  if (names.size === 0) return [];
  const [links, entries] = await Promise.all([
    host.run('bridge', ['-j', '-d', 'link']),
    host.run('bridge', ['-j', 'fdb']),
  ]);
  return [
    ...parsePorts(links)
      .filter(({ ifname, locked, learning }) => names.has(ifname) && (locked || !learning))
      .map(({ ifname, locked, learning }) => lockItem(ifname, locked === true && !learning)),
    ...parseEntries(entries)
      .filter(({ ifname, state }) => names.has(ifname) && state === 'static')
      .map(({ ifname, mac }) => entryItem(ifname, mac)),
  ];
}
