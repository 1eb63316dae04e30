import { isDeepStrictEqual } from 'node:util';
import { type Change, changedResource, type Json } from '@vpcctl/sdk';
import type { DiffOutput } from '../../schemas/diff.js';
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
