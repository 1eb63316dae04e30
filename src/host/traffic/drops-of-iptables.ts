import type { ForeignHook, ForeignVerdict } from '@vpcctl/sdk';
import { ANY, type Matches, type ReadChain, type ReadRule, verdictsOf } from './verdict-chains.js';

const BUILT_IN: Readonly<Record<string, ForeignHook>> = {
  ...{ PREROUTING: 'prerouting', FORWARD: 'forward', POSTROUTING: 'postrouting' },
  ...{ INPUT: 'input', OUTPUT: 'output' },
};
const VERDICTS: Readonly<Record<string, ForeignVerdict['verdict'] | 'return'>> = {
  ...{ DROP: 'drop', REJECT: 'drop', ACCEPT: 'accept', RETURN: 'return' },
  ...{ REDIRECT: 'redirect', DNAT: 'redirect', NOTRACK: 'untrack', CT: 'untrack' },
};
/** Chains of ours begin so. */
const OWN = 'VPCCTL-';
/** Options that say which protocol and ports, and modules that only bring such options. */
const PARTS = ['-p', '--dport', '--sport', '--icmp-type'];

/** What the chains of `iptables-save` do, without vpcctl's own. Pure. */
export function savedVerdicts(saved: string): ForeignVerdict[] {
  return saved.split(/^COMMIT$/m).flatMap((text) => {
    const table = /^\*(\S+)/m.exec(text)?.[1];
    return table === undefined ? [] : verdictsOf(chainsIn(text), `iptables-legacy ${table}`);
  });
}

function chainsIn(text: string): Map<string, ReadChain> {
  const chains = new Map<string, ReadChain & { readonly rules: ReadRule[] }>();
  for (const [, name = '', policy] of text.matchAll(/^:(\S+) (\S+)/gm)) {
    const hook = BUILT_IN[name];
    const base = hook === undefined ? null : { hook, device: null };
    chains.set(name, { base, policy: policy === 'DROP' ? 'drop' : 'accept', rules: [] });
  }
  for (const [, chain = '', words = ''] of text.matchAll(/^-A (\S+) ?(.*)$/gm)) {
    const rule = ruleOf(words.split(' '), chains);
    if (rule !== null) chains.get(chain)?.rules.push(rule);
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
function ruleOf(words: readonly string[], chains: ReadonlyMap<string, unknown>): ReadRule | null {
  const at = words.findIndex((word) => word === '-j' || word === '-g');
  const target = words[at + 1] ?? '';
  if (at === -1 || target.startsWith(OWN)) return null;
  const matches = matchesOf(words.slice(0, at));
  if (matches === null) return ifUnknown(chains.has(target) ? 'ACCEPT' : target);
  const type = VERDICTS[target];
  if (target === 'CT' && !words.includes('--notrack')) return null;
  if (type !== undefined) return { matches, verdict: { type } };
  const goes = words[at] === '-g' ? 'goto' : 'jump';
  return chains.has(target) ? { matches, verdict: { type: goes, chain: target } } : null;
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
