import { isDeepStrictEqual } from 'node:util';
import { type Change, changedResource, countOf, type Json } from '@vpcctl/sdk';
import type { DiffOutput } from '../../schemas/diff.js';
import type { TopologyOutput } from '../../schemas/topology.js';
import { paint } from '../text/paint.js';
import { printableLine } from '../text/text.js';

/** The symbol of each action, on resources and on what a topology names. */
export const SYMBOLS = {
  create: paint.good('+'),
  update: paint.changed('~'),
  delete: paint.bad('-'),
  change: paint.changed('~'),
  replace: paint.changed('±'),
};

/** Changes as lines: `+ bridge:br-vpc1  the router of vpc1`. */
export function renderChanges(changes: readonly Change[]): string[] {
  const width = Math.max(0, ...changes.map((change) => changedResource(change).id.length));
  return changes.map((change) => {
    const { id, why } = changedResource(change);
    return `${SYMBOLS[change.action]} ${id.padEnd(width)}  ${paint.dim(why)}`;
  });
}

/** A difference as `--json` gives it. */
export function viewDifference(
  from: string,
  to: string,
  changes: readonly Change[],
  backend: DiffOutput['backend'] = null,
): DiffOutput {
  return {
    from,
    to,
    backend,
    changes: changes.map((change) => {
      const { kind, id, why } = changedResource(change);
      return {
        ...{ action: change.action, kind, id, why },
        before: change.action === 'create' ? null : { ...change.before.attributes },
        after: change.action === 'delete' ? null : { ...change.after.attributes },
      };
    }),
  };
}

/** A difference as lines with + ~ -, with the changed attributes below each. */
export function renderDifference(
  changes: readonly Change[],
  backend: DiffOutput['backend'] = null,
): string {
  if (changes.length === 0 && backend === null) return 'Nothing changed.';
  const lines = renderChanges(changes);
  return [
    ...(backend === null ? [] : [changedBackend(backend)]),
    ...changes.flatMap((change, i) => [lines[i] ?? '', ...changedAttributes(change)]),
  ].join('\n');
}

function changedBackend({ before, after }: NonNullable<DiffOutput['backend']>): string {
  return `${SYMBOLS.update} backend  ${paint.dim(`${before ?? 'none'} → ${after ?? 'none'}`)}`;
}

function changedAttributes(change: Change): string[] {
  if (change.action !== 'update') return [];
  const { attributes: before } = change.before;
  const { attributes: after } = change.after;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .flatMap((key) => [
      `    ${key}: ${shown(before[key])}`,
      `    ${' '.repeat(key.length - 1)}→ ${shown(after[key])}`,
    ])
    .map((line) => paint.dim(line));
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'nothing' : printableLine(JSON.stringify(value));
}

/** More lines than this nobody reads before answering a question. */
const MOST_LINES = 60;

/** What a topology comes to, as lines: `+ subnet shop/web  10.0.1.0/24, public`. */
export function renderItems({ items, notes }: Pick<TopologyOutput, 'items' | 'notes'>): string[] {
  const shown = items.slice(0, MOST_LINES);
  const rest = items.length - shown.length;
  return [
    ...shown.map((item) => `${SYMBOLS[item.action]} ${printableLine(wordsOf(item))}`),
    ...(rest > 0 ? [paint.dim(`  … and ${rest} more; --json has them all`)] : []),
    ...notes.map((note) => paint.dim(`  ${printableLine(note)}`)),
  ];
}

function wordsOf({ action, what, text }: TopologyOutput['items'][number]): string {
  if (text === '') return what;
  if (action === 'create') return `${what}  ${text}`;
  return action === 'replace' ? `${what} is replaced: ${text}` : `${what}: ${text}`;
}

/** `2 to create, 1 to change`. */
export function countItems(items: TopologyOutput['items']): string {
  const counts = (['create', 'change', 'replace', 'delete'] as const).flatMap((action) => {
    const count = items.filter((item) => item.action === action).length;
    return count === 0 ? [] : [`${count} to ${action}`];
  });
  return counts.length === 0 ? countOf(0, 'change') : counts.join(', ');
}
