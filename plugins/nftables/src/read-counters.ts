import {
  type Count,
  DENIED_CAUSES,
  type DeniedCount,
  type HostReader,
  isPacketPolicy,
  type Json,
  type PacketPolicyResource,
  type Resource,
  type RuleCount,
} from '@vpcctl/sdk';
import { uncounted } from './inventory/inventory.js';
import { canonical } from './inventory/same-body.js';
import { parseListing } from './parse-listing.js';
import { type CountedRules, countedRules, denyingCounters } from './rules/security-group.js';
import { shareCounters } from './rules/vpc-boundary.js';
import { deniedCounter, TABLE } from './ruleset/objects.js';

const NOTHING: Count = { packets: 0, bytes: 0 };

/** Reads the named counters of rules, and the elements of maps that count. */
export async function readCounters(
  host: HostReader,
  resources: readonly Resource[],
): Promise<RuleCount[]> {
  if (!(await isLoaded(host))) return [];
  const inet = await namedCounters(host, 'inet');
  const rules: RuleCount[] = [];
  for (const resource of resources.filter(isPacketPolicy)) {
    if (resource.kind !== 'security-group') continue;
    for (const each of countedRules(resource.attributes)) {
      rules.push(...(await countsOf(host, resource.id, each, inet)));
    }
  }
  return rules;
}

/** Reads the named counters of what is denied: of all VPCs, and of groups and boundaries. */
export async function readDenied(
  host: HostReader,
  resources: readonly Resource[],
): Promise<DeniedCount[]> {
  if (!(await isLoaded(host))) return [];
  const [inet = new Map(), bridge = new Map()] = await Promise.all(
    ['inet', 'bridge'].map((family) => namedCounters(host, family)),
  );
  const all = DENIED_CAUSES.map((cause) => {
    const name = deniedCounter(cause);
    const found = [inet, bridge].flatMap((counters) => counters.get(name) ?? []);
    return { cause, resource: null, ...sum(found) };
  });
  const own = resources.filter(isPacketPolicy).flatMap((resource) => {
    const denying = denyingOf(resource);
    return DENIED_CAUSES.flatMap((cause) => {
      const names = denying.filter((each) => each.cause === cause);
      if (names.length === 0) return [];
      const found = names.map(({ counter }) => inet.get(counter) ?? NOTHING);
      return [{ cause, resource: resource.id, ...sum(found) }];
    });
  });
  return [...all, ...own];
}

function denyingOf({ kind, attributes }: PacketPolicyResource) {
  if (kind === 'security-group') return denyingCounters(attributes);
  if (kind !== 'vpc-boundary') return [];
  const { workload, vpc } = shareCounters(attributes.vpc);
  return [
    { cause: 'workload-share', counter: workload },
    { cause: 'vpc-share', counter: vpc },
  ] as const;
}

async function isLoaded(host: HostReader): Promise<boolean> {
  const lines = (await host.nft(['list', 'chains'])).split('\n');
  return lines.includes(`table inet ${TABLE} {`);
}

async function countsOf(
  host: HostReader,
  resource: string,
  counted: CountedRules,
  counters: ReadonlyMap<string, Count>,
): Promise<RuleCount[]> {
  const { direction } = counted;
  if ('counter' in counted) {
    const found = counters.get(counted.counter) ?? NOTHING;
    return [{ resource, direction, rules: counted.numbers, ...found }];
  }
  // A rule with several remotes has several elements.
  const elements = await elementCounters(host, counted.map);
  const totals = new Map<number, Count>();
  for (const { key, number } of counted.keys) {
    const found = elements.get(canonical({ concat: key })) ?? NOTHING;
    totals.set(number, sum([totals.get(number) ?? NOTHING, found]));
  }
  return [...totals].map(([number, total]) => ({ resource, direction, rules: [number], ...total }));
}

async function namedCounters(host: HostReader, family: string): Promise<Map<string, Count>> {
  const text = await host.nft(['-j', 'list', 'counters', 'table', family, TABLE]);
  const found = new Map<string, Count>();
  for (const { counter } of parseListing(text) ?? []) {
    const { name } = counter ?? {};
    if (typeof name === 'string') found.set(name, countIn(counter));
  }
  return found;
}

async function elementCounters(host: HostReader, name: string): Promise<Map<string, Count>> {
  const text = await host.nft(['-j', 'list', 'map', 'inet', TABLE, name]);
  const found = new Map<string, Count>();
  for (const { map } of parseListing(text) ?? []) {
    const elements = map?.['elem'];
    if (!Array.isArray(elements)) continue;
    for (const element of elements) {
      const [key = null] = Array.isArray(element) ? element : [element];
      found.set(canonical(uncounted(key)), countIn(memberOf(memberOf(key, 'elem'), 'counter')));
    }
  }
  return found;
}

function countIn(value: Json | undefined): Count {
  const [packets, bytes] = ['packets', 'bytes'].map((key) => Number(memberOf(value, key) ?? 0));
  return { packets: packets ?? 0, bytes: bytes ?? 0 };
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as { readonly [key: string]: Json })[key];
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (all, each) => ({ packets: all.packets + each.packets, bytes: all.bytes + each.bytes }),
    NOTHING,
  );
}
