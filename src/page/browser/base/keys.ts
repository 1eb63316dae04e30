import { byId } from './dom.js';
import type { Store } from './state.js';

/** Keys of the whole page, where no field has the focus: / searches, N is now, [ and ] move in time. */
export function listenToKeys(store: Store): void {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const isTyping =
      (target instanceof HTMLInputElement && target.type !== 'range') ||
      target instanceof HTMLSelectElement ||
      document.querySelector('dialog[open]') !== null;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const { entries, position } = store.get();
    const at = position ?? entries.length;
    const moveTo = (next: number) =>
      store.set({ position: next >= entries.length ? null : Math.max(0, next) });
    if (key === '/') byId('search').focus();
    else if (key === 'n' || key === 'N') store.set({ position: null });
    else if (key === '[') moveTo(at - 1);
    else if (key === ']') moveTo(at + 1);
    else return;
    event.preventDefault();
  });
}
