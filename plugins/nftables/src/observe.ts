import { type HostReader, isPacketPolicy, type Resource } from '@vpcctl/sdk';
import { holds, inventoryOf } from './inventory/inventory.js';
import { parseListing } from './parse-listing.js';
import { rulesFor } from './rules/rules-for.js';
import { FAMILIES, TABLE } from './ruleset/objects.js';
import { type NftObject, objectsOf } from './ruleset/write.js';

/**
 * Returns the candidates that the host has. If the candidates do not explain all of our tables (a
 * rule was added, removed or moved, a resource is there in part), it returns only the packet
 * filter, as damaged: an update of it rebuilds everything.
 */
export async function observe(
  host: HostReader,
  candidates: readonly Resource[],
): Promise<Resource[]> {
  const found = inventoryOf(await list(host));
  if (found.size === 0) return [];

  const explained = new Set<string>();
  const present = new Map<string, { resource: Resource; size: number }>();
  for (const resource of candidates) {
    if (!isPacketPolicy(resource)) continue;
    const expected = inventoryOf(objectsOf(rulesFor(resource)));
    if (!holds(found, expected)) continue;
    for (const identity of expected.keys()) explained.add(identity);
    // Of two candidates with one id, the host has the larger one.
    const other = present.get(resource.id);
    if (other === undefined || other.size < expected.size) {
      present.set(resource.id, { resource, size: expected.size });
    }
  }
  if (explained.size === found.size) return [...present.values()].map(({ resource }) => resource);
  return candidates
    .filter(({ kind }) => kind === 'packet-filter')
    .map((filter) => ({ ...filter, attributes: { ...filter.attributes, damaged: true } }));
}

/** Explained by no candidate, so it counts as damage. */
const UNREADABLE: NftObject = { unreadable: { family: null, name: null } };

/**
 * Lists our tables. Not by `list ruleset`: other programs' tables can be huge. Not in one run: nft
 * 1.0.6 fails on `list table …; list table …`. Which tables there are is read by `list chains`,
 * since `list tables` reads all rules of the host; and as text, since another program's dormant
 * table breaks it as JSON.
 */
async function list(host: HostReader): Promise<NftObject[]> {
  const lines = (await host.nft(['list', 'chains'])).split('\n');
  const ours = FAMILIES.filter((family) => lines.includes(`table ${family} ${TABLE} {`));
  if (ours.length === 0) return [];
  const texts = await Promise.all(
    ours.map((family) => host.nft(['-j', 'list', 'table', family, TABLE])),
  );
  return texts.flatMap((text) => parseListing(text) ?? [UNREADABLE]);
}
