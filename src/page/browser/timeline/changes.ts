import type { EntryOutput } from '../../../schemas/history.js';
import { h } from '../base/dom.js';

type Changes = EntryOutput['changes'];

const SIGNS = { create: '+', update: '~', delete: '−' };
const WORDS = { create: 'created', update: 'changed', delete: 'deleted' };

/** Resources that come, change and go, with a sign and a colour each. */
export function changesView(title: string, changes: Changes): HTMLElement {
  if (changes.length === 0) return h('p', { class: 'faint' }, 'Nothing changes on the host.');
  return h(
    'section',
    {},
    h('h3', {}, title),
    h(
      'ul',
      { class: 'changes' },
      changes.map(({ action, id, why }) =>
        h(
          'li',
          { class: action },
          h('span', { class: 'sign', role: 'img', 'aria-label': WORDS[action] }, SIGNS[action]),
          h('code', {}, id),
          h('span', { class: 'faint' }, why),
        ),
      ),
    ),
  );
}

/** Commands of the host, as they are printed. */
export function commandsView(title: string, commands: readonly string[]): HTMLElement | null {
  if (commands.length === 0) return null;
  return h(
    'details',
    { open: true },
    h('summary', {}, `${title} (${commands.length})`),
    h('pre', { tabindex: 0 }, commands.join('\n')),
  );
}
