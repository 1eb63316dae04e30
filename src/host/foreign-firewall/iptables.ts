/**
 * How iptables' tables are read (`iptables-save`) and written (`iptables-restore --noflush`). Pure.
 */
import { hostRoute, knownAddress } from '@vpcctl/sdk';
import type { Match } from './accept-rules.js';
import type { ForeignRule, ForeignTable, ListedChain, Verdict } from './chains.js';
import type { Edit } from './edits.js';

/**
 * Targets that end a packet's way through a table, and their verdict. Any other goes on, or is a
 * chain.
 */
const TARGETS: Readonly<Record<string, 'drop' | 'accept' | 'return'>> = {
  ...{ DROP: 'drop', REJECT: 'drop', TARPIT: 'drop' },
  ...{ ACCEPT: 'accept', QUEUE: 'accept', NFQUEUE: 'accept', RETURN: 'return' },
};

/**
 * Reads the output of `iptables-save -t filter`. The result has no chains where the table is
 * missing, or where iptables can't read it.
 */
export function parseSaved(text: string): ForeignTable {
  const lines = text.split('\n');
  const policies = lines.flatMap((line) => /^:(\S+) (\S+)/.exec(line)?.slice(1, 3) ?? []);
  const chains = new Map<string, { policy: ListedChain['policy']; rules: ForeignRule[] }>();
  for (let i = 0; i < policies.length; i += 2) {
    chains.set(policies[i] ?? '', { policy: asPolicy(policies[i + 1]), rules: [] });
  }
  for (const line of lines) {
    const [, chain = '', text = ''] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    chains.get(chain)?.rules.push(parseRule(text, chains));
  }
  return chains;
}

function asPolicy(word: string | undefined): ListedChain['policy'] {
  return word === 'DROP' ? 'drop' : word === 'ACCEPT' ? 'accept' : null;
}

function parseRule(text: string, chains: ReadonlyMap<string, unknown>): ForeignRule {
  const words = wordsOf(text);
  const commentAt = words.indexOf('--comment');
  const comment = commentAt === -1 ? null : (words[commentAt + 1] ?? null);
  const targetAt = words.findIndex((word) => word === '-j' || word === '-g');
  const matches = targetAt === -1 ? words.length : targetAt;
  const target = words[targetAt + 1] ?? '';
  const verdict = targetAt === -1 ? null : verdictOf(words[targetAt] === '-g', target, chains);
  return {
    // `-m comment --comment TEXT` is no condition.
    conditional: matches > (commentAt === -1 ? 0 : 4),
    verdicts: verdict === null ? [] : [verdict],
    comment,
    content: [...words].sort().join(' '),
    handle: text,
  };
}

function verdictOf(
  goes: boolean,
  target: string,
  chains: ReadonlyMap<string, unknown>,
): Verdict | null {
  const type = TARGETS[target];
  if (type !== undefined) return { type };
  return chains.has(target) ? { type: goes ? 'goto' : 'jump', chain: target } : null;
}

/**
 * The words of a line of `iptables-save`. A word with spaces is in double quotes, with `\"` for a
 * quote.
 */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll(/\\(.)/g, '$1') ?? plain,
  );
}

/** An accept rule, as `iptables-save` prints it behind `-A CHAIN`. */
export function acceptRule(match: Match, comment: string): string {
  const { from, to, mark, forwarded, known, echoTo } = match;
  return [
    echoTo && `-d ${hostRoute(knownAddress(echoTo)).text}`,
    from && `-i ${from}`,
    to && `-o ${to}`,
    echoTo && '-p icmp -m icmp --icmp-type 8',
    mark && `-m mark --mark 0x${mark.toString(16)}`,
    forwarded && '-m conntrack --ctstate DNAT',
    known && '-m conntrack --ctstate RELATED,ESTABLISHED',
    `-m comment --comment "${comment}" -j ACCEPT`,
  ]
    .filter((part) => part)
    .join(' ');
}

/** The content of an accept rule, as {@link parseSaved} gives it. */
export function contentOf(rule: string): string {
  return wordsOf(rule).sort().join(' ');
}

/** An edit as a line for `iptables-restore`, which counts rules from 1. */
export function editLine(edit: Edit): string {
  if (edit.type === 'delete') return `-D ${edit.chain} ${edit.handle}`;
  return `-I ${edit.chain} ${edit.index + 1} ${acceptRule(edit.match, edit.comment)}`;
}

/** One transaction for `iptables-restore --noflush`. */
export function restoreText(table: string, lines: readonly string[]): string {
  return [`*${table}`, ...lines, 'COMMIT', ''].join('\n');
}
