import type { HistoryItemOutput } from '../../../schemas/history.js';
import { button, byId, fill, h } from '../base/dom.js';
import { when } from '../base/format.js';
import { type Comparison, entryAt, type State, type Store } from '../base/state.js';
import { openEntry } from './entry.js';
import { styleOf } from './marks.js';
import { openQuestion, type Wanted } from './question.js';

const OUTCOMES = {
  ...{ applied: 'in effect', history: 'in effect', failed: 'failed', pending: 'no outcome yet' },
};

/**
 * What can be asked for at an entry: to revert a change that is in effect, to go back to the state
 * after an entry, and to make the newest undo or revert undone. Pure.
 */
export function wantedOf(entry: HistoryItemOutput, isLast: boolean): [string, Wanted][] {
  const { seq, intent, targets } = entry;
  const kind = styleOf(entry);
  if (kind === 'pending') return [];
  const asked: [string, Wanted][] = [];
  if (kind === 'applied') asked.push(['Revert…', { do: 'revert', seq }]);
  if (!isLast) asked.push(['Undo to here…', { do: 'undo', seq }]);
  if (isLast && kind === 'history') {
    if (intent === 'undo') asked.push(['Redo…', { do: 'redo', seq: targets.length }]);
    if (intent === 'revert') asked.push(['Undo…', { do: 'undo', seq: seq - 1 }]);
  }
  return asked;
}

/** The line below the track: who, when, why and what, and what can be done about it. */
export function createStrip(store: Store): void {
  const parent = byId('entry');
  store.on(['entries', 'position', 'session', 'comparison'], (state) => {
    const entry = entryAt(state);
    if (entry === null) {
      const none = state.entries.length === 0;
      const text = none ? 'There are no changes yet.' : 'Before the first entry: nothing existed.';
      fill(parent, h('p', { class: 'faint' }, text));
      return;
    }
    const focused = focusedIn(parent);
    const kind = styleOf(entry);
    const how = kind === 'out' ? `${entry.removedHow} by ${entry.removedBy}` : OUTCOMES[kind];
    const isLast = entry.seq === state.entries.at(-1)?.seq;
    fill(
      parent,
      h(
        'div',
        { class: 'entry-words' },
        h(
          'p',
          { class: 'entry-head' },
          h('strong', {}, `Entry ${entry.seq}`),
          h('span', {}, when(entry.at)),
          h('span', {}, entry.user),
          h('span', { class: `badge ${kind}` }, how),
        ),
        h('p', { class: 'entry-what' }, entry.description),
        entry.message === null ? null : h('p', { class: 'entry-why' }, `“${entry.message}”`),
        entry.error === null ? null : h('p', { class: 'entry-why' }, entry.error.message),
      ),
      h(
        'div',
        { class: 'entry-actions' },
        state.position === null ? null : compareWith(store, state),
        button('What it changed', () => openEntry(entry.seq), { class: 'quiet' }),
        wantedOf(entry, isLast).map(([label, wanted]) =>
          button(label, () => openQuestion(store, wanted)),
        ),
      ),
    );
    if (focused !== null) focusAgain(parent, focused);
  });
}

/** The text of the control that has the focus; null where it is elsewhere. */
function focusedIn(parent: HTMLElement): string | null {
  const { activeElement } = document;
  return activeElement !== null && parent.contains(activeElement) ? nameOf(activeElement) : null;
}

/** Gives the focus to the control of that name in the line's new elements, or else to the first. */
function focusAgain(parent: HTMLElement, name: string): void {
  const controls = [...parent.querySelectorAll<HTMLElement>('button, select')];
  (controls.find((each) => nameOf(each) === name) ?? controls[0])?.focus();
}

function nameOf(control: Element): string {
  return control instanceof HTMLSelectElement ? 'select' : (control.textContent ?? '');
}

function compareWith(store: Store, { comparison }: State): HTMLElement {
  const select = h(
    'select',
    { on: { change: () => store.set({ comparison: select.value as Comparison }) } },
    h('option', { value: 'before', selected: comparison === 'before' }, 'this change'),
    h('option', { value: 'now', selected: comparison === 'now' }, 'all since then'),
  );
  return h('label', { class: 'inline' }, 'Colour', select);
}
