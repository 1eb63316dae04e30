import type { StatusOutput } from '../../../schemas/status.js';
import { ask } from '../base/api.js';
import { button, fill, h } from '../base/dom.js';
import { failureView } from '../base/frame.js';
import { changesView } from '../timeline/changes.js';

/** Whether the host is as the journal says, asked for by a button. */
export function createStatus(): HTMLElement {
  const place = h('div', { 'aria-live': 'polite' });
  const look = async () => {
    fill(place, h('p', { class: 'faint' }, 'Looking…'));
    try {
      fill(place, view(await ask<StatusOutput>('status')));
    } catch (error) {
      fill(place, failureView(error));
    }
  };
  return h(
    'section',
    {},
    h('h3', {}, 'The host'),
    button('Compare it with the journal', look),
    place,
  );
}

function view(status: StatusOutput): HTMLElement {
  const { matches, problem, changes, hindrances } = status;
  const word =
    matches === null
      ? 'It cannot be told whether the host matches.'
      : matches
        ? '✓ The host matches the journal.'
        : '✕ The host differs from the journal.';
  return h(
    'div',
    {},
    h('p', { class: matches ? 'yes' : 'no' }, word),
    problem === null ? null : h('p', { class: 'faint' }, problem),
    matches === false ? changesView('vpcctl repair would', changes) : null,
    hindrances.length === 0
      ? null
      : h(
          'ul',
          { class: 'plain' },
          hindrances.map(({ says, fix }) =>
            h('li', {}, says, fix === null ? null : h('code', {}, fix)),
          ),
        ),
  );
}
