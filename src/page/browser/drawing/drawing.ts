import { byId, fill, h } from '../base/dom.js';
import { failureView } from '../base/frame.js';
import { type State, type Store, seqAt } from '../base/state.js';
import { marksFor } from '../network/outline.js';
import { type Boxes, boxesOf, colour, focusOn, prepare, showFound } from './boxes.js';
import { fetchDrawing, type Wanted } from './fetch.js';
import { type Folding, NOTHING_FOLDED, neighbour, toggled } from './folding.js';
import { createToolbar } from './toolbar.js';
import { createViewport } from './viewport.js';

/** How long the timeline rests before the drawing of that time is fetched. */
const REST_MS = 180;
/** Where it is not seen, all else comes first. */
const HIDDEN_MS = 1500;

/**
 * The drawing as a picture that is dragged and zoomed. Its boxes are buttons. While the timeline
 * moves, the picture that is there is coloured; where it rests, that of the time is fetched.
 */
export function createDrawing(store: Store): { readonly open: () => void } {
  const parent = byId('drawing');
  const paper = h('div', { class: 'paper' });
  const trouble = h('div', {});
  const viewport = createViewport(paper);
  let folding = NOTHING_FOLDED;
  let picture: SVGSVGElement | null = null;
  let boxes: Boxes = new Map();
  let words = '';
  let timer = 0;
  let asked = '';
  let asking = new AbortController();

  /** The VPC that the next picture is to show. */
  let followed: string | null = null;

  const fold = (next: Folding, vpc: string | null) => {
    folding = next;
    followed = vpc;
    load();
  };
  const toggle = (place: string) => {
    const vpc = place.split('/')[0] ?? place;
    fold(toggled(folding, vpc, boxes.get(vpc)?.dataset['detail'] ?? ''), vpc);
  };
  const select = (place: string) => store.set({ selected: place });
  const only = (vpc: string | null) => {
    viewport.fit();
    fold({ ...folding, only: vpc }, null);
  };
  const toolbar = createToolbar(viewport, { toggle, only });
  fill(parent, trouble, toolbar.root, paper);

  const load = async () => {
    const wanted = wantedOf(store.get(), folding);
    const mine = JSON.stringify([wanted, store.get().entries.at(-1)?.seq]);
    // The first one is made before anyone asks to see it.
    if (mine === asked || (parent.hidden && picture !== null)) return;
    asked = mine;
    asking.abort();
    asking = new AbortController();
    parent.setAttribute('aria-busy', 'true');
    try {
      const next = await fetchDrawing(wanted, asking.signal);
      if (mine !== asked) return;
      trouble.replaceChildren();
      take(next);
    } catch (error) {
      if (mine === asked) fill(trouble, failureView(error));
    }
    if (mine === asked) parent.removeAttribute('aria-busy');
  };
  const take = (next: SVGSVGElement) => {
    const focused = document.activeElement?.closest<SVGGElement>('.paper .g-box')?.dataset['id'];
    picture = next;
    boxes = boxesOf(next);
    prepare(next, boxes, { select, toggle });
    viewport.show(next);
    showFound(boxes, words);
    showChosen(store.get());
    const shown = boxes.get(followed ?? '');
    followed = null;
    if (shown !== undefined) viewport.reveal(shown, true);
    const again = boxes.get(focused ?? '');
    if (again !== undefined) focusOn(boxes, again);
  };
  const showChosen = ({ selected, way }: State) => {
    for (const [place, box] of boxes) {
      box.classList.toggle('chosen', place === selected);
      box.classList.toggle('on-way', way.includes(place));
    }
    const vpc = selected?.split('/')[0] ?? null;
    toolbar.show(vpc, boxes.get(vpc ?? '')?.dataset['detail'] ?? '', folding);
  };

  store.on(['past', 'position', 'entries', 'comparison'], (state) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(load, parent.hidden ? HIDDEN_MS : REST_MS);
    const { past } = state;
    if (picture === null || past === null || parent.hidden) return;
    colour(picture, boxes, marksFor(past, state), (place) => past.textOf(place) !== null);
    // The picture is not of this time: the next one is taken even if it was asked for before.
    asked = '';
  });
  store.on(['selected', 'way'], showChosen);
  byId('search').addEventListener('searched', ({ target }) => {
    words = (target as HTMLInputElement).value.trim().toLowerCase();
    showFound(boxes, words);
  });
  byId('search').addEventListener('keydown', ({ key }) => {
    const found = key === 'Enter' && !parent.hidden ? showFound(boxes, words) : null;
    if (found !== null) goTo(found);
  });
  const goTo = (box: SVGGElement) => {
    focusOn(boxes, box);
    viewport.reveal(box, true);
  };
  parent.addEventListener('keydown', (event) => {
    const box = (event.target as Element).closest<SVGGElement>('.g-box[data-id]');
    const place = box?.dataset['id'] ?? '';
    const next = box === null ? null : neighbour([...boxes.values()], box, event.key);
    if (next !== null) goTo(next);
    else if (box !== null && (event.key === 'Enter' || event.key === ' ')) select(place);
    else if (box !== null && (event.key === 'o' || event.key === 'O')) toggle(place);
    else if (event.key === '+' || event.key === '=') viewport.zoom(1);
    else if (event.key === '-' || event.key === '−') viewport.zoom(-1);
    else if (event.key === '0') viewport.fit();
    else return;
    event.preventDefault();
  });
  return { open: () => load() };
}

/** The points to draw: a change with what was before it, or a time with now. Pure. */
export function wantedOf(state: State, { open, closed, only }: Folding): Wanted {
  const seq = seqAt(state);
  const folded = { vpc: only === null ? [] : [only], open: [...open], closed: [...closed] };
  if (seq === null) return { at: null, before: null, ...folded };
  if (state.comparison === 'now') return { at: null, before: String(seq), ...folded };
  return { at: String(seq), before: String(Math.max(0, seq - 1)), ...folded };
}
