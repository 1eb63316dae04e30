import { type Change, changedResource } from '@vpcctl/sdk';
import { paint } from '../text/paint.js';

/** What stands for each action. */
export const SYMBOLS = {
  create: paint.good('+'),
  update: paint.changed('~'),
  delete: paint.bad('-'),
};

/** Changes as lines: `+ bridge:br-vpc1  the router of vpc1`. */
export function renderChanges(changes: readonly Change[]): string[] {
  const width = Math.max(0, ...changes.map((change) => changedResource(change).id.length));
  return changes.map((change) => {
    const { id, why } = changedResource(change);
    return `${SYMBOLS[change.action]} ${id.padEnd(width)}  ${paint.dim(why)}`;
  });
}
