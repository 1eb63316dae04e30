import { countOf } from '@vpcctl/sdk';
import type { TopologyOutput } from '../../schemas/topology.js';
import { paint } from '../text/paint.js';
import { printableLine } from '../text/text.js';

const SYMBOLS = {
  create: paint.good('+'),
  change: paint.changed('~'),
  replace: paint.changed('±'),
  delete: paint.bad('-'),
};

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
