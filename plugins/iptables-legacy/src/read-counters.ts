import {
  type Count,
  DENIED_CAUSES,
  type FilterCounters,
  type HostReader,
  isPacketPolicy,
  type Resource,
  type RuleCount,
} from '@vpcctl/sdk';
import { countedRules } from './rules/security-group.js';
import { DENYING } from './ruleset/denied.js';
import { chainName, deniedChain, goto } from './ruleset/objects.js';
import { withProtocolWord } from './ruleset/protocols.js';

/** By table and chain: what each rule has counted, by its text. */
type Counted = ReadonlyMap<string, readonly (Count & { readonly text: string })[]>;

/** Reads the counters of rules: each rule of iptables has its own. */
export async function readCounters(
  host: HostReader,
  resources: readonly Resource[],
): Promise<FilterCounters> {
  // Reading a table would load it.
  const loaded = host.readFile('/proc/net/ip_tables_names')?.trim() ?? '';
  if (loaded === '') return { rules: [], denied: [] };
  const counted = parseCounted(await host.run('iptables-legacy-save', ['-c']));
  const rules = resources.filter(isPacketPolicy).flatMap((resource) => {
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
  const denied = DENIED_CAUSES.map((cause) => {
    const name = chainName(deniedChain(cause));
    const found = DENYING.flatMap((table) => counted.get(`${table} ${name}`) ?? []);
    return { cause, ...sum(found.filter(({ text }) => text.endsWith(goto('DENIED')))) };
  });
  return { rules, denied };
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
