import type { HostReader, Resource } from '@vpcctl/sdk';
import { isPacketPolicy } from './compile.js';
import { rulesFor } from './rules/rules-for.js';
import {
  entryItem,
  holds,
  type Inventory,
  inventoryOf,
  lockItem,
  remainsAttribute,
} from './ruleset/inventory.js';

/**
 * The candidates that are there. When anything of ours is not wholly explained by them (a rule added, removed or
 * moved, a jump that is not at the top, a port unlocked, a resource there in part), only the packet filter, as
 * damaged: an update of it rebuilds all. What stands there goes along as `remains`, since it has to be taken away
 * piece by piece.
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
    // Of two candidates with one id, the one that says more is the one that is there.
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
 * What stands of ours. No program is started where no table is loaded, since reading one would load it. Ports are
 * looked at only where there are chains: chains come before locks and go after them.
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
  const { parseListed, parseSaved } = await import('./ruleset/parse.js');
  const tables = [...inventoryOf(parseSaved(saved)), ...inventoryOf(parseListed(listed))];
  return new Map(tables.length === 0 ? [] : [...tables, ...(await locks(host, candidates))]);
}

/** Locks and entries of those interfaces that candidates name. */
async function locks(
  host: HostReader,
  candidates: readonly Resource[],
): Promise<[string, string][]> {
  const { parseEntries, parsePorts } = await import('./ruleset/parse.js');
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
