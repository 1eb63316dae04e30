import {
  type Count,
  DENIED_CAUSES,
  type DeniedCount,
  type HostReader,
  isPacketPolicy,
  type PacketPolicyResource,
  type Resource,
  type RuleCount,
} from '@vpcctl/sdk';
import { countedRules } from './rules/security-group.js';
import { DENYING } from './ruleset/denied.js';
import { chainName, deniedChain, deny, goto } from './ruleset/objects.js';
import { withProtocolWord } from './ruleset/protocols.js';

/** By table and chain: what each rule has counted, by its text. */
type Counted = ReadonlyMap<string, readonly (Count & { readonly text: string })[]>;

/** Reads the counters of rules: each rule of iptables has its own. */
export async function readCounters(
  host: HostReader,
  resources: readonly Resource[],
): Promise<RuleCount[]> {
  const counted = await readCounted(host);
  if (counted === null) return [];
  return resources.filter(isPacketPolicy).flatMap((resource) => {
    if (resource.kind !== 'security-group') return [];
    return countedRules(resource.attributes).map(
      ({ direction, numbers, chain, tables, texts }): RuleCount => {
        const own = new Set(texts);
        const found = tables.flatMap((table) => counted.get(`${table} ${chain}`) ?? []);
        const total = sum(found.filter(({ text }) => own.has(text)));
        return { resource: resource.id, direction, rules: numbers, ...total };
      },
    );
  });
}

/** Reads what the chains of causes have counted, and the rules that lead to them. */
export async function readDenied(
  host: HostReader,
  resources: readonly Resource[],
): Promise<DeniedCount[]> {
  const counted = await readCounted(host);
  if (counted === null) return [];
  const leadingTo = (chains: readonly string[], target: string) => {
    const tables = DENYING.flatMap((table) => chains.map((name) => `${table} ${name}`));
    const found = tables.flatMap((key) => counted.get(key) ?? []);
    return sum(found.filter(({ text }) => text.endsWith(target)));
  };
  const all = DENIED_CAUSES.map((cause) => {
    const chains = [chainName(deniedChain(cause))];
    return { cause, resource: null, ...leadingTo(chains, goto('DENIED')) };
  });
  const own = resources.filter(isPacketPolicy).flatMap((resource) =>
    denyingOf(resource).map(({ cause, chains }) => {
      return { cause, resource: resource.id, ...leadingTo(chains, deny(cause)) };
    }),
  );
  return [...all, ...own];
}

/** The causes for which a resource denies, and the chains with the rules that do. */
function denyingOf({ kind, attributes }: PacketPolicyResource) {
  if (kind === 'vpc-boundary') {
    const chains = [chainName(`SHARE-${attributes.vpc}`)];
    return (['workload-share', 'vpc-share'] as const).map((cause) => ({ cause, chains }));
  }
  if (kind !== 'security-group') return [];
  const rules = countedRules(attributes);
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const chains = rules.filter((each) => each.direction === direction).map(({ chain }) => chain);
    if (chains.length === 0) return [];
    const causes = [`${direction}-rule`, `${direction}-default`] as const;
    return causes.map((cause) => ({ cause, chains: [...new Set(chains)] }));
  });
}

async function readCounted(host: HostReader): Promise<Counted | null> {
  // Reading a table would load it.
  const loaded = host.readFile('/proc/net/ip_tables_names')?.trim() ?? '';
  return loaded === '' ? null : parseCounted(await host.run('iptables-legacy-save', ['-c']));
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (all, each) => ({ packets: all.packets + each.packets, bytes: all.bytes + each.bytes }),
    { packets: 0, bytes: 0 },
  );
}

/** Parses `iptables-legacy-save -c`: `[packets:bytes] -A CHAIN RULE`. */
function parseCounted(saved: string): Counted {
  const chains = new Map<string, (Count & { text: string })[]>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const [, packets, bytes, chain, text = ''] = /^\[(\d+):(\d+)\] -A (\S+) (.*)$/.exec(line) ?? [];
    if (chain === undefined) continue;
    const key = `${table} ${chain}`;
    const rules = chains.get(key) ?? [];
    rules.push({ text: withProtocolWord(text), packets: Number(packets), bytes: Number(bytes) });
    chains.set(key, rules);
  }
  return chains;
}
