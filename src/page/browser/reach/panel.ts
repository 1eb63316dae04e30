import type { ReachOutput } from '../../../schemas/reach.js';
import { ask } from '../base/api.js';
import { button, fill, h } from '../base/dom.js';
import { failureView } from '../base/frame.js';
import { type Store, seqAt } from '../base/state.js';
import { answerView, differenceView, wayOf } from './answer.js';
import { commandsIn } from './commands.js';

export interface ReachPanel {
  readonly setFrom: (place: string) => void;
  readonly setTo: (place: string) => void;
  /** Takes a click on a workload: the first is the sender, the second the destination. */
  readonly pick: (place: string) => void;
  /** Asks about a flow with the service of a matrix. */
  readonly about: (from: string, to: string, service: string) => void;
  /** The commands to suppose. */
  readonly supposed: () => string[];
}

/** The question about reach, and its answer. */
export function createReach(store: Store, panel: HTMLElement): ReachPanel {
  const from = field('From', 'reach-from', 'vpc1/private, an address, host, internet');
  const to = field('To', 'reach-to', 'the same');
  const service = field('Service', 'reach-service', 'icmp, 8080, 53/udp');
  const suppose = field('As if', 'reach-with', 'unpeer vpc1 vpc2');
  const places = h('datalist', { id: 'places' });
  const hint = h('p', { class: 'faint', 'aria-live': 'polite' });
  const result = h('div', { class: 'result', 'aria-live': 'polite' });
  for (const { input } of [from, to]) input.setAttribute('list', 'places');
  let last = '';

  const submit = async () => {
    const { entries: _, ...state } = store.get();
    const at = seqAt({ ...state, entries: store.get().entries });
    const text = service.input.value.trim();
    const target = to.input.value.trim() + (text === '' || text === 'icmp' ? '' : `:${text}`);
    const question = { from: from.input.value.trim(), to: target, at };
    const supposed = commandsIn(suppose.input.value);
    if (question.from === '' || question.to === '') return say();
    last = JSON.stringify([question, supposed]);
    const mine = last;
    try {
      const [plain, other] = await Promise.all([
        ask<ReachOutput>('reach', question),
        supposed.length === 0 ? null : ask<ReachOutput>('reach', { ...question, with: supposed }),
      ]);
      if (mine !== last) return;
      hint.textContent = '';
      store.set({ way: wayOf(other ?? plain) });
      fill(result, other === null ? answerView(store, plain) : differenceView(store, plain, other));
    } catch (error) {
      if (mine !== last) return;
      hint.textContent = '';
      store.set({ way: [] });
      fill(result, failureView(error));
    }
  };
  const say = () => {
    const missing = from.input.value === '' ? 'the sender' : 'the destination';
    hint.textContent = `Choose ${missing} by a click, or type it.`;
  };
  const form = h(
    'form',
    {
      class: 'question',
      on: {
        submit: (event) => {
          event.preventDefault();
          submit();
        },
      },
    },
    from.label,
    to.label,
    service.label,
    suppose.label,
    places,
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'submit', class: 'primary' }, 'Ask'),
      button('Other way round', () => {
        [from.input.value, to.input.value] = [to.input.value, from.input.value];
        submit();
      }),
      button('Clear', () => {
        for (const { input } of [from, to, service, suppose]) input.value = '';
        result.replaceChildren();
        store.set({ way: [] });
        say();
      }),
    ),
    hint,
  );
  fill(panel, h('header', { class: 'panel-head' }, h('h2', {}, 'Reach')), form, result);
  say();
  store.on(['past'], ({ past }) => {
    const known = past?.places().filter((place) => place.includes('/')) ?? [];
    fill(
      places,
      [...known, 'host', 'internet'].map((value) => h('option', { value })),
    );
  });
  let seq: number | null = null;
  store.on(['position', 'entries'], (state) => {
    if (seqAt(state) === seq) return;
    seq = seqAt(state);
    window.setTimeout(() => {
      if (seqAt(store.get()) === seq && result.childElementCount > 0) submit();
    }, 150);
  });
  return {
    setFrom: (place) => {
      from.input.value = place;
      if (to.input.value === '') say();
      else submit();
    },
    setTo: (place) => {
      to.input.value = place;
      if (from.input.value === '') say();
      else submit();
    },
    pick: (place) => {
      if (from.input.value === '' || to.input.value !== '') {
        from.input.value = place;
        to.input.value = '';
        say();
        return;
      }
      to.input.value = place;
      submit();
    },
    about: (a, b, text) => {
      from.input.value = a;
      to.input.value = b;
      service.input.value = text;
      submit();
    },
    supposed: () => commandsIn(suppose.input.value),
  };
}

function field(text: string, id: string, placeholder: string) {
  const input = h('input', {
    ...{ type: 'text', id, placeholder, autocomplete: 'off', spellcheck: 'false' },
    autocapitalize: 'off',
  });
  return { input, label: h('label', { class: 'field' }, text, input) };
}
