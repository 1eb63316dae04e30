import type { RepairLine } from '../../schemas/change.js';
import { printableLine } from '../text/text.js';

/** The number of resources in a line; further ones are counted. */
const MOST = 6;

const DONE = { create: 'created', update: 'corrected', delete: 'deleted' } as const;

/** One line about a repair: what it changed, and what it could not, with the reason. Pure. */
export function renderRepair({ changes, failures }: Omit<RepairLine, 'at'>): string {
  const fixed = changes
    .slice(0, MOST)
    .map(({ action, id, why }) => `${DONE[action]} ${id}${why === '' ? '' : ` (${why})`}`);
  const more = changes.length - MOST;
  if (more > 0) fixed.push(`and ${more} more`);
  const parts = [
    ...(fixed.length === 0 ? [] : [`Repaired: ${fixed.join(', ')}`]),
    ...(failures.length === 0 ? [] : [`Not repaired: ${failures.join('; ')}`]),
  ];
  if (parts.length === 0) parts.push('The host matches the journal again');
  return printableLine(parts.join('. '));
}
