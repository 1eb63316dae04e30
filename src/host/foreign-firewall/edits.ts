/** The edits of a foreign firewall's table that open and close firewall exceptions. Pure. */
import type { ExceptionOperation, FirewallException } from '@vpcctl/sdk';
import { type Match, matchesOf, ownerOf } from './accept-rules.js';
import {
  dropsByDefault,
  endOf,
  type ForeignRule,
  type ForeignTable,
  placeIn,
  targetsOf,
} from './chains.js';
import { isInZone } from './zone.js';

/** A step in a transaction. */
export type Edit =
  | { readonly type: 'delete'; readonly chain: string; readonly handle: string }
  | {
      readonly type: 'insert';
      readonly chain: string;
      readonly match: Match;
      readonly comment: string;
      /** The index that the rule gets, from 0. */
      readonly index: number;
      /** The handle of the rule that it comes before; null where it becomes the last. */
      readonly before: string | null;
    };

/** Returns the content of an accept rule, as the table's program shows it. */
export type ContentOf = (match: Match, comment: string) => string;

/** `open` also where the chain drops nothing by default, with our rules in it or without. */
export type ExceptionState = 'open' | 'closed' | 'damaged';

/** The state of a firewall exception in a table. */
export function exceptionState(
  table: ForeignTable,
  exception: FirewallException['attributes'],
  contentOf: ContentOf,
): ExceptionState {
  if (!dropsByDefault(table, exception.chain)) return 'open';
  const owner = ownerOf(exception);
  const wanted = matchesOf(exception).map((match) => contentOf(match, owner));
  if (accepts(table, exception.chain, owner, wanted)) return 'open';
  if (isInZone(table, exception)) return 'open';
  const rules = table.get(exception.chain)?.rules ?? [];
  return rules.some(({ comment }) => comment === owner) ? 'damaged' : 'closed';
}

/** Whether the accept rules are before anything that drops by default, also in a chain further on. */
function accepts(
  table: ForeignTable,
  chain: string,
  owner: string,
  wanted: readonly string[],
): boolean {
  const rules = table.get(chain)?.rules ?? [];
  const end = endOf(table, chain);
  const own = rules.filter(({ comment }) => comment === owner);
  const last = rules.findLastIndex(({ comment }) => comment === owner);
  const isSame = own.map(({ content }) => content).join('\n') === wanted.join('\n');
  if (own.length > 0 && isSame && last < end) return true;
  return targetsOf(rules.slice(0, end + 1)).some((each) => accepts(table, each, owner, wanted));
}

/**
 * The edits that open and close exceptions in a table, in order; none where nothing is to change.
 */
export function editsFor(
  table: ForeignTable,
  operations: readonly ExceptionOperation[],
  contentOf: ContentOf,
): Edit[] {
  let now = table;
  return operations.flatMap(({ op, exception }) => {
    const opens = op === 'firewall-exception.open';
    if (opens && exceptionState(now, exception, contentOf) === 'open') return [];
    const { edits, after } = replace(now, exception, opens, contentOf);
    now = after;
    return edits;
  });
}

/** Removes the rules of an exception, and inserts those that it should have. */
function replace(
  table: ForeignTable,
  exception: FirewallException['attributes'],
  opens: boolean,
  contentOf: ContentOf,
): { edits: Edit[]; after: ForeignTable } {
  const { chain: name } = exception;
  const chain = table.get(name);
  if (chain === undefined) return { edits: [], after: table };
  const comment = ownerOf(exception);
  const isOwn = (rule: ForeignRule) => rule.comment === comment;
  const places = [...new Set([name, ...reached(table, name)])];
  const deletions = places.flatMap((each) =>
    (table.get(each)?.rules ?? [])
      .filter(isOwn)
      .map(({ handle }): Edit => ({ type: 'delete', chain: each, handle })),
  );
  const without = new Map(table);
  for (const each of places) {
    const of = table.get(each);
    if (of !== undefined) {
      without.set(each, { ...of, rules: of.rules.filter((rule) => !isOwn(rule)) });
    }
  }
  const others = without.get(name)?.rules ?? [];
  const place = afterOwn(others, placeIn(without, name));
  const matches = opens ? matchesOf(exception) : [];
  const before = others[place]?.handle ?? null;
  const insertions = matches.map(
    (match, i): Edit => ({ type: 'insert', chain: name, match, comment, index: place + i, before }),
  );
  const rules = others.toSpliced(
    place,
    0,
    ...matches.map((match) => ownRule(comment, contentOf(match, comment))),
  );
  return {
    edits: [...deletions, ...insertions],
    after: new Map([...without, [name, { ...chain, rules }]]),
  };
}

/** The chains that all packets of a chain are sent to. ufw has loaded rules of ours there. */
function reached(table: ForeignTable, chain: string): string[] {
  const targets = targetsOf(table.get(chain)?.rules ?? []);
  return targets.flatMap((target) => [target, ...reached(table, target)]);
}

/**
 * The index after our rules at `place`: these may belong to the same transaction and lack handles.
 */
function afterOwn(rules: readonly ForeignRule[], place: number): number {
  const behind = rules.slice(place).findIndex(({ comment }) => !comment?.startsWith('vpcctl '));
  return behind === -1 ? rules.length : place + behind;
}

function ownRule(comment: string, content: string): ForeignRule {
  const verdicts = [{ type: 'accept' }] as const;
  return { conditional: true, verdicts, comment, content, handle: content };
}
