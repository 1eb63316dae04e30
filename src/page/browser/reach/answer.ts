import type { ReachOutput } from '../../../schemas/reach.js';
import { button, type Child, h } from '../base/dom.js';
import { service, when } from '../base/format.js';
import type { Store } from '../base/state.js';

type Step = ReachOutput['steps'][number];

/** The places among the steps of a way. Pure. */
export function wayOf({ steps }: ReachOutput): string[] {
  return [...new Set(steps.map(({ at }) => at.replace(/^router /, '')))];
}

/** An answer: yes or no, and the way with each decision. */
export function answerView(store: Store, output: ReachOutput): HTMLElement {
  return h('section', { class: 'answer' }, verdict(output), way(store, output));
}

/** Two answers: as it is, and as it would be. */
export function differenceView(store: Store, plain: ReachOutput, other: ReachOutput): HTMLElement {
  const same = plain.reachable === other.reachable;
  return h(
    'section',
    { class: 'answer' },
    h(
      'p',
      { class: same ? 'faint' : 'warning' },
      same ? 'The answer would be the same.' : 'The answer would be another one.',
    ),
    h(
      'h3',
      {},
      'As if ',
      other.with.map((line) => h('code', {}, line)),
    ),
    verdict(other),
    way(store, other),
    h('h3', {}, 'As it is'),
    verdict(plain),
    way(store, plain),
  );
}

function verdict(output: ReachOutput): HTMLElement {
  const { from, to, reachable, receivers } = output;
  const partly = !reachable && receivers.length > 0;
  const word = reachable ? 'reaches' : partly ? 'does not always reach' : 'does not reach';
  return h(
    'p',
    { class: `verdict ${reachable ? 'yes' : 'no'}` },
    h('strong', {}, reachable ? '✓ Yes' : '✕ No'),
    ` ${from} ${word} ${to}, ${service(output)}`,
    receivers.length > 1 ? `; in turn: ${receivers.join(', ')}` : '',
  );
}

const SIGNS = { true: '✓', false: '✕', null: '·' };
const WORDS = { true: 'allowed', false: 'dropped', null: 'passes' };

function way(store: Store, { steps, decided }: ReachOutput): HTMLElement {
  return h(
    'ol',
    { class: 'way' },
    steps.map((step, index) => stepView(store, step, steps[index - 1]?.at, index === decided)),
  );
}

function stepView(store: Store, step: Step, before: string | undefined, decides: boolean) {
  const key = `${step.allows}` as keyof typeof SIGNS;
  return h(
    'li',
    { class: `${WORDS[key]}${decides ? ' decides' : ''}` },
    h('span', { class: 'where' }, step.at === before ? '' : step.at),
    h('span', { class: 'sign', role: 'img', 'aria-label': WORDS[key] }, SIGNS[key]),
    h('span', { class: 'says' }, step.says, decides ? h('em', {}, ' decides') : null),
    entryView(store, step.entry),
  );
}

function entryView(store: Store, entry: Step['entry']): Child {
  if (entry === null) return null;
  const { seq } = entry;
  const title = `${entry.description}, by ${entry.user}, ${when(entry.at)}`;
  if (seq === null) return h('span', { class: 'badge', title }, 'as if');
  return button(`entry ${seq}`, () => goTo(store, seq), { class: 'link', title });
}

/** Moves the timeline to an entry. */
export function goTo(store: Store, seq: number): void {
  const index = store.get().entries.findIndex((entry) => entry.seq === seq);
  if (index !== -1) store.set({ position: index + 1 });
}
