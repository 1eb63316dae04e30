/** How native nftables' tables are read (`nft -j list table`) and written (`nft -j -f`). Pure. */
import type { Json } from '@vpcctl/sdk';
import * as z from 'zod';
import type { Match } from './accept-rules.js';
import type { ForeignRule, ForeignTable, ListedChain, Verdict } from './chains.js';
import type { Edit } from './edits.js';
import { trafficIn } from './nftables-sets.js';

const json: z.ZodType<Json> = z.json();
const statement = z.record(z.string(), json);
const listing = z.object({
  nftables: z.array(
    z.object({
      chain: z.object({ name: z.string(), policy: z.string().optional() }).optional(),
      rule: z
        .object({
          chain: z.string(),
          handle: z.number(),
          comment: z.string().optional(),
          expr: z.array(statement),
        })
        .optional(),
      map: z.object({ name: z.string(), elem: z.array(json).optional() }).optional(),
      set: z.object({ name: z.string(), elem: z.array(json).optional() }).optional(),
    }),
  ),
});

type Rule = NonNullable<z.infer<typeof listing>['nftables'][number]['rule']>;

/**
 * Reads the output of `nft -j list table`. nft 1.0.6 prints broken JSON for some tables; the result
 * then has no chains.
 */
export function parseTable(text: string): ForeignTable {
  const parsed = listing.safeParse(asJson(text));
  const objects = parsed.success ? parsed.data.nftables : [];
  const maps = new Map(objects.flatMap(({ map }) => (map ? [[`@${map.name}`, map.elem]] : [])));
  const sets = new Map(objects.flatMap(({ set }) => (set ? [[`@${set.name}`, set.elem]] : [])));
  const chains = new Map<string, { policy: ListedChain['policy']; rules: ForeignRule[] }>();
  for (const { chain } of objects) {
    if (chain === undefined) continue;
    const { policy } = chain;
    const known = policy === 'drop' || policy === 'accept' ? policy : null;
    chains.set(chain.name, { policy: known, rules: [] });
  }
  for (const { rule } of objects) {
    if (rule === undefined) continue;
    const traffic = trafficIn(rule.expr, sets);
    const parsed = { ...parseRule(rule, maps), ...(traffic !== null && { traffic }) };
    chains.get(rule.chain)?.rules.push(parsed);
  }
  return chains;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Statements that every packet passes. */
const UNCONDITIONAL = ['counter', 'log', 'mangle', 'notrack', 'ct helper', 'flow', 'meter', 'set'];

const VERDICTS = ['drop', 'reject', 'accept', 'queue', 'return', 'jump', 'goto'];

function parseRule(
  { expr, handle, comment }: Rule,
  maps: ReadonlyMap<string, readonly Json[] | undefined>,
): ForeignRule {
  return {
    conditional: expr.some(isCondition),
    verdicts: expr.flatMap((each) => verdictsIn(each, maps)),
    comment: comment ?? null,
    content: JSON.stringify(expr),
    handle: String(handle),
  };
}

function isCondition(statement: { readonly [key: string]: Json }): boolean {
  // `xt` comes from iptables-nft: its targets and comments are no conditions.
  if (isNamed(statement['xt'] ?? null, 'comment')) return false;
  return Object.entries(statement).some(([key, value]) =>
    key === 'xt' ? !isOf(value, 'type', 'target') : ![...UNCONDITIONAL, ...VERDICTS].includes(key),
  );
}

/** The verdicts of a statement, or of the elements of a map that it uses. */
function verdictsIn(
  value: Json,
  maps: ReadonlyMap<string, readonly Json[] | undefined>,
): Verdict[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.flatMap((each) => verdictsIn(each, maps));
  return Object.entries(value).flatMap(([key, inner]): Verdict[] => {
    switch (key) {
      case 'drop':
      case 'reject':
        return [{ type: 'drop' }];
      case 'accept':
      case 'queue':
        return [{ type: 'accept' }];
      case 'return':
        return [{ type: 'return' }];
      case 'jump':
      case 'goto':
        return [{ type: key, chain: targetOf(inner) }];
      case 'xt':
        return isNamed(inner, 'REJECT') ? [{ type: 'drop' }] : [];
      case 'vmap':
      case 'data':
      case 'set':
        return verdictsIn(typeof inner === 'string' ? (maps.get(inner) ?? []) : inner, maps);
      default:
        return [];
    }
  });
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function targetOf(value: Json): string {
  const target =
    typeof value === 'object' && value !== null && 'target' in value && value['target'];
  return typeof target === 'string' ? target : '';
}

function isNamed(value: Json, name: string): boolean {
  return isOf(value, 'name', name);
}

function isOf(value: Json, key: string, wanted: string): boolean {
  return typeof value === 'object' && value !== null && Object(value)[key] === wanted;
}

/** The statements of an accept rule, as `nft -j list` prints them. */
export function acceptStatements(match: Match): Json[] {
  const { from, to, mark, forwarded, known, echoTo } = match;
  return [
    ...(from ? [equal({ meta: { key: 'iifname' } }, from)] : []),
    ...(to ? [equal({ meta: { key: 'oifname' } }, to)] : []),
    ...(mark ? [equal({ meta: { key: 'mark' } }, mark)] : []),
    ...(echoTo
      ? [
          equal({ payload: { protocol: 'icmp', field: 'type' } }, 'echo-request'),
          equal({ payload: { protocol: 'ip', field: 'daddr' } }, echoTo),
        ]
      : []),
    ...(forwarded ? [{ match: { op: 'in', left: { ct: { key: 'status' } }, right: 'dnat' } }] : []),
    ...(known
      ? [
          {
            match: {
              op: 'in',
              left: { ct: { key: 'state' } },
              right: ['established', 'related'],
            },
          },
        ]
      : []),
    { accept: null },
  ];
}

function equal(left: Json, right: Json): Json {
  return { match: { op: '==', left, right } };
}

/**
 * An edit as a command of a transaction. A rule is inserted before the rule whose handle is given.
 */
export function editObject(
  { family, table }: { readonly family: string; readonly table: string },
  edit: Edit,
): Json {
  const { chain } = edit;
  if (edit.type === 'delete') {
    return { delete: { rule: { family, table, chain, handle: Number(edit.handle) } } };
  }
  const { match, comment, before } = edit;
  const rule = { family, table, chain, comment, expr: acceptStatements(match) };
  return before === null
    ? { add: { rule } }
    : { insert: { rule: { ...rule, handle: Number(before) } } };
}

/** One transaction for `nft -j -f`. */
export function transactionText(objects: readonly Json[]): string {
  return `{"nftables":[\n${objects.map((object) => JSON.stringify(object)).join(',\n')}\n]}\n`;
}
