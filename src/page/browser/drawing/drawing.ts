import { byId, fill, h } from '../base/dom.js';
import { failureView } from '../base/frame.js';
import { type State, type Store, seqAt } from '../base/state.js';
import { fetchDrawing, type Wanted } from './fetch.js';

/** How long the timeline rests before the drawing of that time is fetched. */
const REST_MS = 180;

/** The drawing as a picture: the boxes are buttons, and what changed is coloured. */
export function createDrawing(store: Store): { readonly open: () => void } {
  const parent = byId('drawing');
  const paper = h('div', { class: 'paper' });
  const trouble = h('div', {});
  fill(parent, trouble, paper);
  let timer = 0;
  let asked = '';
  const load = async () => {
    const wanted = wantedOf(store.get());
    const mine = JSON.stringify([wanted, store.get().entries.at(-1)?.seq]);
    if (mine === asked || parent.hidden) return;
    asked = mine;
    try {
      const picture = await fetchDrawing(wanted);
      if (mine !== asked) return;
      trouble.replaceChildren();
      prepare(picture, (place) => store.set({ selected: place }));
      fill(paper, picture);
      showChosen(paper, store.get());
    } catch (error) {
      if (mine === asked) fill(trouble, failureView(error));
    }
  };
  store.on(['position', 'entries', 'comparison'], () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(load, REST_MS);
  });
  store.on(['selected', 'way'], (state) => showChosen(paper, state));
  return { open: () => load() };
}

/** The points to draw: a change with what was before it, or a time with now. Pure. */
export function wantedOf(state: State): Wanted {
  const seq = seqAt(state);
  if (seq === null) return { at: null, before: null, vpc: [] };
  if (state.comparison === 'now') return { at: null, before: String(seq), vpc: [] };
  return { at: String(seq), before: String(Math.max(0, seq - 1)), vpc: [] };
}

/** Makes the boxes of VPCs, subnets and instances buttons. */
function prepare(picture: SVGSVGElement, select: (place: string) => void): void {
  picture.setAttribute('role', 'group');
  for (const box of picture.querySelectorAll<SVGGElement>('.g-box[data-id]')) {
    const place = box.dataset['id'] ?? '';
    if (place === '' || place.startsWith('@')) continue;
    box.setAttribute('role', 'button');
    box.setAttribute('tabindex', '0');
    box.addEventListener('click', (event) => {
      event.stopPropagation();
      select(place);
    });
    box.addEventListener('keydown', (event) => {
      if (event.target !== box || (event.key !== 'Enter' && event.key !== ' ')) return;
      event.preventDefault();
      select(place);
    });
  }
}

function showChosen(paper: HTMLElement, { selected, way }: State): void {
  for (const box of paper.querySelectorAll<SVGGElement>('.g-box[data-id]')) {
    const place = box.dataset['id'] ?? '';
    box.classList.toggle('chosen', place === selected);
    box.classList.toggle('on-way', way.includes(place));
  }
}
