import type { ErrorOutput } from '../../../schemas/error.js';
import { Failure } from '../base/api.js';
import { button, fill, h } from '../base/dom.js';
import { failureView } from '../base/frame.js';

/** So many rows are kept, the newest first. */
const MOST_ROWS = 300;

/** What happened once. */
export interface Row {
  readonly when: string;
  /** The ends, and what is between them. */
  readonly flow: readonly string[];
  /** Why, or how it ended. */
  readonly why: string;
  readonly kind: 'denied' | 'flow' | 'gap';
  /** A click asks about it. */
  readonly open?: (() => void) | undefined;
}

export interface FeedOptions {
  readonly title: string;
  /** What is listened to: `api/denied`. */
  readonly address: string;
  /** Rows by the names of events. */
  readonly events: Readonly<Record<string, (data: never) => Row>>;
  readonly whenEmpty: string;
}

/** Events as they come, from when a button is pressed; a click on a name filters by it. */
export function createFeedView(options: FeedOptions): HTMLElement {
  const { title, address, events, whenEmpty } = options;
  const filter = h('input', {
    ...{ type: 'search', placeholder: 'Only with…', 'aria-label': `Filter: ${title}` },
    on: { input: () => search() },
  });
  const said = h('p', { class: 'faint', role: 'status' });
  const list = h('ul', { class: 'feed', 'aria-label': title });
  const texts = new WeakMap<Element, string>();
  const isWanted = (row: Element) =>
    (texts.get(row) ?? '').includes(filter.value.trim().toLowerCase());
  const search = () => {
    for (const row of list.children) if (row instanceof HTMLElement) row.hidden = !isWanted(row);
  };
  const filterBy = (word: string) => {
    filter.value = filter.value === word ? '' : word;
    search();
  };
  const add = ({ when, flow, why, kind, open }: Row) => {
    const row = h(
      'li',
      { class: kind },
      h('span', { class: 'faint' }, when),
      h(
        'span',
        { class: 'flow' },
        flow.map((part) => [named(part, filterBy), ' ']),
      ),
      open === undefined ? null : button('why', open, { class: 'link', title: 'Ask reach' }),
      why === '' ? null : h('span', { class: 'reason' }, why),
    );
    texts.set(row, [...flow, why].join(' ').toLowerCase());
    row.hidden = !isWanted(row);
    list.prepend(row);
    while (list.childElementCount > MOST_ROWS) list.lastElementChild?.remove();
    said.textContent = '';
  };
  let source: EventSource | null = null;
  const toggle = button('Watch', () => (source === null ? start() : stop()), {
    'aria-pressed': 'false',
    'aria-label': `Watch: ${title}`,
  });
  const stop = () => {
    source?.close();
    source = null;
    toggle.textContent = 'Watch';
    toggle.setAttribute('aria-pressed', 'false');
    if (list.childElementCount === 0) said.textContent = '';
  };
  const start = () => {
    source = new EventSource(address);
    toggle.textContent = 'Stop';
    toggle.setAttribute('aria-pressed', 'true');
    said.textContent = 'Starting…';
    source.addEventListener('started', () => {
      said.textContent = list.childElementCount === 0 ? whenEmpty : '';
    });
    source.addEventListener('trouble', ({ data }) => {
      stop();
      const { error }: ErrorOutput = JSON.parse(data);
      fill(said, failureView(new Failure(error)));
    });
    source.addEventListener('error', () => {
      said.textContent = 'Not connected; trying again…';
    });
    for (const [name, rowOf] of Object.entries(events)) {
      source.addEventListener(name, ({ data }) => add(rowOf(JSON.parse(data) as never)));
    }
  };
  return h(
    'section',
    { class: 'feed-section' },
    h('div', { class: 'feed-head' }, h('h3', {}, title), filter, toggle),
    said,
    list,
  );
}

/** The name of a workload filters by it; another text is text. */
function named(text: string, filterBy: (word: string) => void): Node | string {
  const [, name] = /^([a-z0-9-]+(?:\/[a-z0-9-]+)+)/.exec(text) ?? [];
  if (name === undefined) return text;
  return button(text, () => filterBy(name), { class: 'link', title: `Only ${name}` });
}
