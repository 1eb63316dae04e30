import { byId, fill, h } from '../dom.js';
import type { Store } from '../state.js';

/** The drawing as a picture. */
export function createDrawing(_store: Store): void {
  fill(byId('drawing'), h('p', { class: 'empty' }, 'This vpcctl draws no picture yet.'));
}
