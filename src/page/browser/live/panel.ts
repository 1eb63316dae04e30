import type { FeedName } from '../../shared/answers.js';
import { fill, h } from '../base/dom.js';
import type { Store } from '../base/state.js';
import { createStatus } from './status.js';

const TITLES: Readonly<Record<FeedName, string>> = {
  ...{ denied: 'Denied packets', flows: 'Flows', captures: 'Captures' },
};

/** What happens now: denied packets, flows, captures, and whether the host matches. */
export function createLivePanel(store: Store, panel: HTMLElement): void {
  const feeds = h('div', {});
  fill(panel, h('header', { class: 'panel-head' }, h('h2', {}, 'Now')), feeds, createStatus());
  store.on(['session'], ({ session }) => {
    if (session === null) return;
    fill(
      feeds,
      (Object.keys(TITLES) as FeedName[]).map((name) =>
        h(
          'section',
          {},
          h('h3', {}, TITLES[name]),
          h('p', { class: 'faint' }, session.feeds[name] ?? ''),
        ),
      ),
    );
  });
}
