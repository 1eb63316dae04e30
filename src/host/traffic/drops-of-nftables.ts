import { type ForeignVerdict, type Json, singleNetwork } from '@vpcctl/sdk';
import * as z from 'zod';
import {
  ANY,
  HOOKS,
  type Matches,
  type ReadChain,
  type ReadRule,
  verdictsOf,
} from './verdict-chains.js';

const json: z.ZodType<Json> = z.json();
const listing = z.object({
  nftables: z.array(
    z.object({
      chain: z
        .object({
          name: z.string(),
          hook: z.string().optional(),
          prio: z.number().optional(),
          dev: z.union([z.string(), z.array(z.string())]).optional(),
          policy: z.string().optional(),
        })
        .optional(),
      rule: z.object({ chain: z.string(), expr: z.array(z.record(z.string(), json)) }).optional(),
    }),
  ),
});

/**
 * What the chains of `nft -j list table` do. nft 1.0.6 prints broken JSON for some tables. Pure.
 * @param heard the queues that a program reads: only the others are told
 */
export function tableVerdicts(
  text: string,
  where: string,
  heard: ReadonlySet<number>,
): ForeignVerdict[] {
  const parsed = listing.safeParse(asJson(text));
  const objects = parsed.success ? parsed.data.nftables : [];
  const chains = new Map<string, ReadChain & { readonly rules: ReadRule[] }>();
  for (const { chain } of objects) {
    if (chain === undefined) continue;
    const found = HOOKS.find((each) => each === chain.hook);
    // What ARP comes in, all packets depend on.
    const hook = found === 'input' && where.startsWith('nftables arp ') ? 'ingress' : found;
    const device = typeof chain.dev === 'string' ? chain.dev : (chain.dev?.[0] ?? null);
    const base = hook === undefined ? null : { hook, priority: chain.prio ?? 0, device };
    chains.set(chain.name, {
      base,
      policy: chain.policy === 'drop' ? 'drop' : 'accept',
      rules: [],
    });
  }
  for (const { rule } of objects) {
    const read = rule === undefined ? null : ruleOf(rule.expr, heard);
    if (rule !== undefined && read !== null) chains.get(rule.chain)?.rules.push(read);
  }
  return verdictsOf(chains, where);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Statement = Readonly<Record<string, Json>>;

const ACCEPT = { type: 'accept' } as const;
const UNKNOWN: ReadRule = { matches: ANY, verdict: { type: 'return' } };

/** Null where it decides nothing, or has a condition that is not understood. */
function ruleOf(statements: readonly Statement[], heard: ReadonlySet<number>): ReadRule | null {
  let matches: Matches = ANY;
  for (const statement of statements) {
    const verdict = verdictOf(statement, heard);
    if (verdict !== null) return { matches, verdict };
    const [key = ''] = Object.keys(statement);
    if (['counter', 'log'].includes(key)) continue;
    const condition = key === 'match' ? conditionOf(statement['match'] ?? null) : null;
    if (condition === null) return ifUnknown(statements, matches);
    matches = { ...matches, ...condition };
  }
  return null;
}

/** What is to be known of a rule with a condition that is not understood. */
function ifUnknown(statements: readonly Statement[], matches: Matches): ReadRule | null {
  const has = (key: string) => statements.some((each) => key in each);
  // Too little is known of what follows.
  if (has('return')) return UNKNOWN;
  const mayAccept = has('jump') || has('goto') || statements.some(accepts);
  return mayAccept ? { matches: { ...matches, partial: true }, verdict: ACCEPT } : null;
}

/** Also a verdict map: some of its verdicts may accept. */
function accepts(statement: Statement): boolean {
  return 'accept' in statement || 'vmap' in statement;
}

function verdictOf(statement: Statement, heard: ReadonlySet<number>): ReadRule['verdict'] | null {
  const [key = ''] = Object.keys(statement);
  switch (key) {
    case 'drop':
    case 'reject':
      return { type: 'drop' };
    case 'accept':
    case 'return':
      return { type: key };
    case 'redirect':
    case 'dnat':
    case 'fwd':
    case 'tproxy':
      return { type: 'redirect' };
    case 'notrack':
      return { type: 'untrack' };
    case 'jump':
    case 'goto': {
      const chain = at(statement[key], 'target');
      return typeof chain === 'string' ? { type: key, chain } : null;
    }
    case 'queue':
      return isUnheard(statement[key], heard) ? { type: 'queue' } : null;
    // Of iptables-nft.
    case 'xt':
      return ofExtension(at(statement['xt'], 'name'));
    default:
      return marking(statement);
  }
}

/** Without a number it is queue 0 (libnftables-json(5)). */
function isUnheard(queue: Json | undefined, heard: ReadonlySet<number>): boolean {
  const [number, flags] = [at(queue, 'num') ?? 0, at(queue, 'flags')];
  const isBypassed = JSON.stringify(flags).includes('"bypass"');
  return typeof number === 'number' && !isBypassed && !heard.has(number);
}

/** Addresses, without NAT; or a time to live that no router lets pass (RFC 1812, 5.3.1). */
function isRewritten(key: Json, value: Json): boolean {
  const [of, field] = [at(at(key, 'payload'), 'protocol'), at(at(key, 'payload'), 'field')];
  if (of !== 'ip') return false;
  return field === 'saddr' || field === 'daddr' || (field === 'ttl' && Number(value) < 2);
}

function ofExtension(name: Json): ReadRule['verdict'] | null {
  if (name === 'REJECT') return { type: 'drop' };
  return name === 'MARK' ? { type: 'mark' } : null;
}

/** A rule that gives a packet the mark of its connection, or the other way round, changes neither. */
function marking({ mangle = null }: Statement): ReadRule['verdict'] | null {
  const [key, value] = [at(mangle, 'key'), at(mangle, 'value')];
  const isMark = (of: string, what: Json) => at(at(what, of), 'key') === 'mark';
  if (isMark('meta', key) && !isMark('ct', value)) return { type: 'mark' };
  if (isMark('ct', key) && !isMark('meta', value)) return { type: 'mark-connection' };
  if (at(at(key, 'ct'), 'key') === 'zone') return { type: 'zone' };
  return isRewritten(key, value) ? { type: 'rewrite' } : null;
}

/** The condition of `match`; null where it is not understood. */
function conditionOf(match: Json): Partial<Matches> | null {
  if (at(match, 'op') !== '==') return null;
  const left = at(match, 'left');
  const right = at(match, 'right');
  const field = at(at(left, 'payload'), 'field');
  const meta = at(at(left, 'meta'), 'key');
  if (at(at(left, 'payload'), 'protocol') === 'ip' && (field === 'saddr' || field === 'daddr')) {
    const network = networkOf(right);
    if (network === null) return null;
    return field === 'saddr' ? { source: network } : { destination: network };
  }
  if (meta === 'iifname' || meta === 'iif') return named('incoming', right);
  if (meta === 'oifname' || meta === 'oif') return named('outgoing', right);
  if (meta === 'nfproto') return right === 'ipv4' ? {} : null;
  const isPart = ['dport', 'sport', 'type'].includes(String(field)) || meta === 'l4proto';
  return isPart || field === 'protocol' ? { partial: true } : null;
}

function named(field: 'incoming' | 'outgoing', value: Json): Partial<Matches> | null {
  return typeof value === 'string' ? { [field]: value } : null;
}

function networkOf(value: Json): string | null {
  if (typeof value === 'string') return value.includes('/') ? value : singleNetwork(value);
  const prefix = at(value, 'prefix');
  const [address, length] = [at(prefix, 'addr'), at(prefix, 'len')];
  return typeof address === 'string' && typeof length === 'number' ? `${address}/${length}` : null;
}

function at(value: Json | undefined, key: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map<string, Json>(Object.entries(value)).get(key) ?? null;
}
