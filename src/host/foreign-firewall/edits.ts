/** The edits of a foreign firewall's table that open and close firewall exceptions. Pure. */
import type { ExceptionOperation, FirewallException } from '@vpcctl/sdk';
import { type Match, matchesOf, ownerOf } from './accept-rules.js';
import { dropsByDefault, endOf, type ForeignRule, type ForeignTable, placeIn } from './chains.js';

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
  const rules = table.get(exception.chain)?.rules ?? [];
  const owner = ownerOf(exception);
  const own = rules.filter(({ comment }) => comment === owner).map(({ content }) => content);
  if (own.length === 0) return 'closed';
  const wanted = matchesOf(exception).map((match) => contentOf(match, owner));
  const isSame = own.join('\n') === wanted.join('\n');
  const last = rules.findLastIndex(({ comment }) => comment === owner);
  return isSame && last < endOf(table, exception.chain) ? 'open' : 'damaged';
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
  const deletions = chain.rules
    .filter((rule) => rule.comment === comment)
    .map(({ handle }): Edit => ({ type: 'delete', chain: name, handle }));
  const others = chain.rules.filter((rule) => rule.comment !== comment);
  const without = new Map([...table, [name, { ...chain, rules: others }]]);
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
    after: new Map([...table, [name, { ...chain, rules }]]),
  };
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
