import { button, byId, fill, h } from '../base/dom.js';
import { day, timeOfDay, when } from '../base/format.js';
import { entryAt, type State, type Store } from '../base/state.js';
import { drawMarks, placeOf } from './marks.js';

/** The track: a slider over a drawing of all changes. */
export function createTrack(store: Store): void {
  const canvas = h('canvas', { class: 'marks', 'aria-hidden': 'true' });
  const slider = h('input', {
    ...{ type: 'range', min: 0, max: 0, step: 1, class: 'slider' },
    'aria-label': 'Entry of the history',
    on: { input: () => moveTo(slider.valueAsNumber) },
  });
  const dates = h('div', { class: 'dates', 'aria-hidden': 'true' });
  const toNow = () => {
    store.set({ position: null });
    // The button has nothing more to do, and gives the focus away.
    slider.focus();
  };
  const back = button('Now', toNow, {
    ...{ class: 'quiet', id: 'to-now', title: 'Back to the present (N)' },
  });
  const step = (by: number) => () => {
    const { entries, position } = store.get();
    moveTo(Math.max(0, (position ?? entries.length) + by));
  };
  const moveTo = (position: number) => {
    const { entries } = store.get();
    store.set({ position: position >= entries.length ? null : position });
  };
  fill(
    byId('track'),
    h('div', { class: 'rail' }, canvas, slider, dates),
    h(
      'div',
      { class: 'steps' },
      button('‹', step(-1), { class: 'quiet', 'aria-label': 'One entry back' }),
      button('›', step(1), { class: 'quiet', 'aria-label': 'One entry on' }),
      back,
    ),
  );
  const draw = () => {
    drawMarks(canvas, store.get().entries);
    drawDates(dates, store.get());
  };
  new ResizeObserver(draw).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  store.on(['entries'], ({ entries }) => {
    slider.max = String(entries.length);
    draw();
  });
  store.on(['entries', 'position'], (state) => {
    slider.value = String(state.position ?? state.entries.length);
    slider.setAttribute('aria-valuetext', textOf(state));
    back.disabled = state.position === null;
    document.body.classList.toggle('past', state.position !== null);
  });
}

/** What a screen reader says at a position. Pure. */
export function textOf(state: State): string {
  const entry = entryAt(state);
  if (entry === null) return 'Before the first entry';
  const now = state.position === null ? 'Now. Newest: ' : '';
  return `${now}Entry ${entry.seq}, ${when(entry.at)}: ${entry.description}`;
}

/** A date has about so much room. */
const DATE_WIDTH = 110;

function drawDates(parent: HTMLElement, { entries }: State): void {
  const width = parent.clientWidth;
  const labels: HTMLElement[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let shown = '';
  // Within one day, the hours tell more.
  const isOneDay = day(entries[0]?.at ?? '') === day(entries.at(-1)?.at ?? '');
  entries.forEach(({ at }, index) => {
    const place = placeOf(index + 1, entries.length, width);
    const text = isOneDay ? timeOfDay(at) : day(at);
    const x = Math.max(place, DATE_WIDTH / 3);
    if (text === shown || x - last < DATE_WIDTH || x > width - DATE_WIDTH / 2) return;
    const label = h('span', {}, text);
    label.style.left = `${x}px`;
    labels.push(label);
    [last, shown] = [x, text];
  });
  fill(parent, labels);
}
