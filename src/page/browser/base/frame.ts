import { Failure, isAborted } from './api.js';
import { button, byId, fill, h } from './dom.js';

/** A box over the page that is left by Escape, or by a button. */
export function openDialog(
  title: string,
  content: readonly (Node | null)[],
  actions: readonly HTMLElement[] = [],
): HTMLDialogElement {
  const id = 'dialog-title';
  const dialog = h(
    'dialog',
    { 'aria-labelledby': id, on: { close: () => dialog.remove() } },
    h('h2', { id }, title),
    h('div', { class: 'dialog-body', tabindex: 0 }, content),
    h(
      'div',
      { class: 'dialog-actions' },
      button('Close', () => dialog.close(), { class: 'quiet' }),
      actions,
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The message of an error, with what to do next. */
export function failureView(error: unknown): HTMLElement {
  const failure = error instanceof Failure ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  return h(
    'div',
    { class: 'failure', role: 'alert' },
    h('p', {}, message),
    failure === null || failure.hints.length === 0
      ? null
      : h(
          'ul',
          {},
          failure.hints.map((hint) => h('li', {}, hint)),
        ),
  );
}

/** Tells what happened, at the top of the page. */
export function notify(...content: readonly (Node | string)[]): void {
  const note = h(
    'div',
    { class: 'note' },
    h('div', {}, content),
    button('×', () => note.remove(), { class: 'quiet', 'aria-label': 'Dismiss' }),
  );
  // What failed twice is told once.
  for (const old of byId('notes').children) if (old.textContent === note.textContent) old.remove();
  byId('notes').append(note);
}

/** Shows an error at the top of the page, unless the question was given up. */
export function report(error: unknown): void {
  if (!isAborted(error)) notify(failureView(error));
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

/** Tabs as ARIA describes them: arrows move, and one of them is in the order of Tab. */
export function createTabs(parent: HTMLElement, label: string, tabs: readonly Tab[]) {
  const listeners: ((id: string) => void)[] = [];
  const buttons = tabs.map(({ id, label: text, panel }, index) => {
    if (panel.id === '') panel.id = `panel-${id}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', `tab-${id}`);
    const attributes = { id: `tab-${id}`, role: 'tab', 'aria-controls': panel.id };
    const tab = button(text, () => select(id), attributes);
    tab.addEventListener('keydown', ({ key }) => {
      const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = tabs[(index + by + tabs.length) % tabs.length];
      if (by === 0 || next === undefined) return;
      select(next.id);
      byId(`tab-${next.id}`).focus();
    });
    return tab;
  });
  const select = (id: string) => {
    tabs.forEach((tab, index) => {
      const isSelected = tab.id === id;
      tab.panel.hidden = !isSelected;
      buttons[index]?.setAttribute('aria-selected', String(isSelected));
      buttons[index]?.setAttribute('tabindex', isSelected ? '0' : '-1');
    });
    for (const listener of listeners) listener(id);
  };
  fill(parent, h('div', { role: 'tablist', 'aria-label': label }, buttons));
  if (tabs[0] !== undefined) select(tabs[0].id);
  return {
    select,
    onSelect: (listener: (id: string) => void) => {
      listeners.push(listener);
    },
    selected: () => tabs.find(({ panel }) => !panel.hidden)?.id ?? '',
  };
}
