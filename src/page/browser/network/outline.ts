import { byId, fill, h } from '../base/dom.js';
import { count } from '../base/format.js';
import type { Mark, Past } from '../base/past.js';
import { type State, type Store, seqAt } from '../base/state.js';

/** An element of the outline for a place. */
interface Item {
  readonly root: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly text: HTMLElement;
  readonly sign: HTMLElement;
  /** Where what is in it goes. */
  readonly inside: HTMLElement | null;
}

const SIGNS: Readonly<Record<Mark, string>> = { added: '+', removed: '−', changed: '~' };

/**
 * All VPCs with their subnets and instances, as lists of buttons. Elements are made once for each
 * place that ever existed; a move of the timeline touches only what differs.
 */
export function createOutline(store: Store): void {
  const parent = byId('outline');
  const summary = h('p', { class: 'summary faint' });
  const empty = h(
    'p',
    { class: 'empty' },
    'There are no VPCs yet: vpcctl create-vpc shop 10.0.0.0/16',
  );
  const grid = h('div', { class: 'vpcs' });
  const unfound = h('p', { class: 'empty', hidden: true }, 'Nothing here has these words.');
  fill(parent, summary, empty, unfound, grid);
  let items = new Map<string, Item>();
  let marks = new Map<string, Mark>();
  let drawn: Past | null = null;

  const itemOf = (place: string): Item => {
    const known = items.get(place);
    if (known !== undefined) return known;
    const item = makeItem(place, () => store.set({ selected: place }));
    items.set(place, item);
    const above = place.includes('/') ? itemOf(place.slice(0, place.lastIndexOf('/'))) : null;
    (above === null ? grid : (above.inside ?? above.root)).append(item.root);
    return item;
  };

  const show = (state: State) => {
    const { past } = state;
    if (past === null) return;
    const touched = past === drawn ? past.moveTo(seqAt(state)) : startOver(past, state);
    const next = marksFor(past, state);
    for (const place of marks.keys()) touched.add(place);
    for (const place of next.keys()) touched.add(place);
    marks = next;
    for (const place of touched) update(itemOf(place), past.textOf(place), marks.get(place));
    const vpcs = past.count('vpc');
    empty.hidden = vpcs > 0 || marks.size > 0;
    summary.textContent = `${count(vpcs, 'VPC')}, ${count(past.count('subnet'), 'subnet')}, ${count(past.count('instance'), 'instance')}`;
  };

  const startOver = (past: Past, state: State): Set<string> => {
    drawn = past;
    items = new Map();
    marks = new Map();
    grid.replaceChildren();
    past.moveTo(seqAt(state));
    return new Set(past.places());
  };

  store.on(['past', 'position', 'comparison', 'entries'], show);
  let [selected, way] = [store.get().selected, store.get().way];
  store.on(['past', 'selected', 'way'], (state) => {
    items.get(selected ?? '')?.button.removeAttribute('aria-current');
    for (const place of way) items.get(place)?.root.classList.remove('on-way');
    ({ selected, way } = state);
    items.get(selected ?? '')?.button.setAttribute('aria-current', 'true');
    for (const place of way) items.get(place)?.root.classList.add('on-way');
  });
  createSearch(() => items, unfound);
}

/** What is coloured: nothing now; else what the entry changed, or all since. */
export function marksFor(past: Past, state: State): Map<string, Mark> {
  if (state.position === null) return new Map();
  if (state.comparison === 'now') return past.marksAgainstNow();
  const seq = seqAt(state);
  return seq === null ? new Map() : past.marksOf(seq);
}

function makeItem(place: string, select: () => void): Item {
  const depth = place.split('/').length;
  const kind = ['', 'vpc', 'subnet', 'instance'][depth] ?? 'instance';
  const name = place.slice(place.lastIndexOf('/') + 1);
  const text = h('span', { class: 'brief' });
  const sign = h('span', { class: 'sign', role: 'img' });
  const button = h(
    'button',
    { type: 'button', class: 'place', 'data-place': place, on: { click: select } },
    sign,
    h('span', { class: 'name' }, name),
    text,
  );
  const inside =
    depth < 3 ? h('ul', { class: `inside ${depth === 1 ? 'subnets' : 'instances'}` }) : null;
  const root = h(depth === 1 ? 'section' : 'li', { class: `item ${kind}` }, button, inside);
  return { root, button, text, sign, inside };
}

function update({ root, text, sign }: Item, brief: string | null, mark: Mark | undefined): void {
  root.hidden = brief === null && mark === undefined;
  if (brief !== null && text.textContent !== brief) text.textContent = brief;
  for (const each of ['added', 'removed', 'changed'] as const) {
    root.classList.toggle(each, each === mark);
  }
  sign.textContent = mark === undefined ? '' : SIGNS[mark];
  if (mark === undefined) sign.removeAttribute('aria-label');
  else sign.setAttribute('aria-label', mark);
}

/** Hides what has neither the words of the search in its name, nor anything that has. */
function createSearch(items: () => ReadonlyMap<string, Item>, unfound: HTMLElement): void {
  const field = byId('search') as HTMLInputElement;
  const found = byId('found');
  const search = () => {
    const words = field.value.trim().toLowerCase();
    const matches = new Set<string>();
    let number = 0;
    for (const [place, { root, text }] of items()) {
      if (root.hidden || words === '') continue;
      const own = `${place} ${text.textContent}`.toLowerCase();
      if (!own.includes(words)) continue;
      number += 1;
      const parts = place.split('/');
      for (let length = 1; length <= parts.length; length += 1) {
        matches.add(parts.slice(0, length).join('/'));
      }
    }
    for (const [place, { root }] of items()) {
      root.classList.toggle('unmatched', words !== '' && !matches.has(place));
    }
    unfound.hidden = words === '' || number > 0 || items().size === 0;
    found.textContent = words === '' ? '' : count(number, 'match', 'matches');
    field.dispatchEvent(new CustomEvent('searched', { detail: words, bubbles: true }));
  };
  field.addEventListener('input', search);
}
