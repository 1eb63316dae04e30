/** The steps of a packet in words: each rule by its comment. */
import type { TraceMessage, TraceStep } from '@vpcctl/sdk';
import { COMMENT } from '../ruleset/comment.js';
import { PREFIX } from '../ruleset/objects.js';

/** By table and chain: its rules in order, and its policy; `-` for a chain that has none. */
type Listing = ReadonlyMap<string, { readonly policy: string; readonly rules: readonly string[] }>;

/** Verdicts as nftables calls them. Other targets than these let the packet go on. */
const VERDICTS: Readonly<Record<string, string>> = {
  ...{ ACCEPT: 'accept', DROP: 'drop', REJECT: 'drop', RETURN: 'return', QUEUE: 'queue' },
  ...{ NFQUEUE: 'queue', DNAT: 'accept', SNAT: 'accept', MASQUERADE: 'accept' },
  ...{ REDIRECT: 'accept', NETMAP: 'accept' },
};

/**
 * The steps in words. Pure. Steps that decide nothing are left out: the ends of chains, and rules
 * of other programs that let the packet go on.
 *
 * The kernel calls a last rule without a match the end of its chain (`trace_packet` of ip_tables.c),
 * so the listing says which is which.
 * @param saved what `iptables-legacy-save` prints while the mark is loaded
 */
export function traceSteps(messages: readonly TraceMessage[], saved: string): TraceStep[] {
  const chains = parse(saved);
  return messages.flatMap(({ table, chain, rule: place }) => {
    const found = chains.get(`${table} ${chain}`);
    if (found === undefined || place === null) return [];
    const rule = found.rules[place - 1];
    if (rule === undefined) {
      const isDropped = found.policy === 'DROP';
      return isDropped ? [{ table, chain, rule: null, verdict: 'drop', isOwn: false }] : [];
    }
    const { verdict, target } = verdictOf(rule, chains, table);
    const isOwn = chain.startsWith(PREFIX) || target?.startsWith(PREFIX) === true;
    const comment = commentOf(rule);
    if (isOwn ? comment === null && verdict === 'continue' : !ENDS.includes(verdict)) return [];
    const words = target === null ? verdict : `${verdict} ${target}`;
    return [{ table, chain, rule: comment, verdict: words, isOwn }];
  });
}

/** What ends a way, of another program's rules. */
const ENDS: readonly string[] = ['accept', 'drop'];

function verdictOf(rule: string, chains: Listing, table: string) {
  const plain = rule.replace(/"(?:\\.|[^"\\])*"/g, '""');
  const [, option, word = ''] = /(?:^| )-([jg]) (\S+)/.exec(plain) ?? [];
  if (!chains.has(`${table} ${word}`)) {
    return { verdict: VERDICTS[word] ?? 'continue', target: null };
  }
  return { verdict: option === 'g' ? 'goto' : 'jump', target: word };
}

/** The comment without its quotes (xtables_save_string). */
function commentOf(rule: string): string | null {
  const [match] = COMMENT.exec(rule) ?? [];
  const words = match?.replace('-m comment --comment ', '');
  if (words === undefined) return null;
  return words.startsWith('"') ? words.slice(1, -1).replace(/\\(.)/g, '$1') : words;
}

function parse(saved: string): Listing {
  const chains = new Map<string, { policy: string; rules: string[] }>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const [, name, policy = ''] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (name !== undefined) chains.set(`${table} ${name}`, { policy, rules: [] });
    const [, chain, rule = ''] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    if (chain !== undefined) chains.get(`${table} ${chain}`)?.rules.push(rule);
  }
  return chains;
}
