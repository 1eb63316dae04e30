import type { ForeignHook, ForeignVerdict } from '@vpcctl/sdk';
import { ANY, type Matches, type ReadChain, type ReadRule, verdictsOf } from './verdict-chains.js';

const BUILT_IN: Readonly<Record<string, ForeignHook>> = {
  ...{ PREROUTING: 'prerouting', FORWARD: 'forward', POSTROUTING: 'postrouting' },
  ...{ INPUT: 'input', OUTPUT: 'output' },
};
const VERDICTS: Readonly<Record<string, ForeignVerdict['verdict'] | 'return'>> = {
  ...{ DROP: 'drop', REJECT: 'drop', ACCEPT: 'accept', RETURN: 'return' },
  ...{ REDIRECT: 'redirect', DNAT: 'redirect', NOTRACK: 'untrack', CT: 'untrack' },
  ...{ MARK: 'mark', CONNMARK: 'mark-connection', TPROXY: 'redirect' },
};
/** By table: the priority of its chains in most hooks (iptables(8), and netfilter_ipv4.h). */
const PRIORITIES: Readonly<Record<string, number>> = {
  ...{ raw: -300, mangle: -150, nat: -100, filter: 0, security: 50 },
};
/** Chains of ours begin so. */
const OWN = 'VPCCTL-';
/** Options that say which protocol and ports, and modules that only bring such options. */
const PARTS = ['-p', '--dport', '--sport', '--icmp-type'];

/**
 * What the chains of `iptables-save` do, without vpcctl's own. Pure.
 * @param kind of iptables, in words: `iptables-legacy`
 * @param heard the queues that a program reads: only the others are told
 */
export function savedVerdicts(
  saved: string,
  kind: string,
  heard: ReadonlySet<number>,
): ForeignVerdict[] {
  return saved.split(/^COMMIT$/m).flatMap((text) => {
    const table = /^\*(\S+)/m.exec(text)?.[1];
    return table === undefined ? [] : verdictsOf(chainsIn(text, table, heard), `${kind} ${table}`);
  });
}

function chainsIn(text: string, table: string, heard: ReadonlySet<number>): Map<string, ReadChain> {
  const chains = new Map<string, ReadChain & { readonly rules: ReadRule[] }>();
  const priority = PRIORITIES[table] ?? 0;
  for (const [, name = '', policy] of text.matchAll(/^:(\S+) (\S+)/gm)) {
    const hook = BUILT_IN[name];
    const base = hook === undefined ? null : { hook, priority, device: null };
    chains.set(name, { base, policy: policy === 'DROP' ? 'drop' : 'accept', rules: [] });
  }
  const jumping = new Set<string>();
  for (const [, chain = '', words = ''] of text.matchAll(/^-A (\S+) ?(.*)$/gm)) {
    if (words.includes(`-j ${OWN}`)) jumping.add(chain);
    // No packet of a VPC gets past our own rules there: they accept it, or drop it.
    if (table === 'filter' && chain === 'FORWARD' && jumping.has(chain)) continue;
    const rule = ruleOf(words.split(' '), chains, heard);
    if (rule !== null) chains.get(chain)?.rules.push({ ...rule, isBehind: jumping.has(chain) });
  }
  return chains;
}

/** What is to be known of a rule with a condition that is not understood. */
function ifUnknown(target: string): ReadRule | null {
  // Too little is known of what follows.
  if (target === 'RETURN') return { matches: ANY, verdict: { type: 'return' } };
  const some = { ...ANY, partial: true };
  return target === 'ACCEPT' ? { matches: some, verdict: { type: 'accept' } } : null;
}

/** Null where it decides nothing, or has a condition that is not understood. */
function ruleOf(
  words: readonly string[],
  chains: ReadonlyMap<string, unknown>,
  heard: ReadonlySet<number>,
): ReadRule | null {
  const at = words.findIndex((word) => word === '-j' || word === '-g');
  const target = words[at + 1] ?? '';
  if (at === -1 || target.startsWith(OWN)) return null;
  const matches = matchesOf(words.slice(0, at));
  if (matches === null) return ifUnknown(chains.has(target) ? 'ACCEPT' : target);
  if (target === 'NFQUEUE')
    return isUnheard(words, heard) ? { matches, verdict: { type: 'queue' } } : null;
  const type = VERDICTS[target];
  if (target === 'CT' && /--zone/.test(words.join())) return { matches, verdict: { type: 'zone' } };
  if (target === 'CT' && !words.includes('--notrack')) return null;
  // The others give a packet the mark of its connection, or the other way round.
  if (target === 'CONNMARK' && !words.includes('--set-xmark')) return null;
  if (type !== undefined) return { matches, verdict: { type } };
  const goes = words[at] === '-g' ? 'goto' : 'jump';
  return chains.has(target) ? { matches, verdict: { type: goes, chain: target } } : null;
}

/** Whether packets go to a queue that nobody reads, and are dropped there. */
function isUnheard(words: readonly string[], heard: ReadonlySet<number>): boolean {
  const at = words.indexOf('--queue-num');
  return at !== -1 && !words.includes('--queue-bypass') && !heard.has(Number(words[at + 1]));
}

function matchesOf(words: readonly string[]): Matches | null {
  const found: { -readonly [Key in keyof Matches]: Matches[Key] } = { ...ANY };
  for (let at = 0; at < words.length; at += 2) {
    const [option = '', value = ''] = words.slice(at, at + 2);
    if (option === '-s') found.source = value;
    else if (option === '-d') found.destination = value;
    else if (option === '-i') found.incoming = value.replace(/\+$/, '*');
    else if (option === '-o') found.outgoing = value.replace(/\+$/, '*');
    else if (PARTS.includes(option)) found.partial = true;
    else if (option !== '-m' || !['tcp', 'udp', 'icmp'].includes(value)) return null;
  }
  return found;
}
