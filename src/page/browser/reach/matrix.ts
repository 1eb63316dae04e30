import type { HeatAnswer } from '../../shared/answers.js';
import { ask, isAborted } from '../base/api.js';
import { byId, fill, h } from '../base/dom.js';
import { count } from '../base/format.js';
import { failureView } from '../base/frame.js';
import { type Store, seqAt } from '../base/state.js';
import { commandsIn } from './commands.js';
import { gridOf } from './grid.js';
import { MOST_APART } from './heat.js';

/** How long the timeline rests before the matrix of that time is asked for. */
const REST_MS = 200;

/** Who reaches whom, as a table of cells. */
export function createMatrix(
  store: Store,
  about: (from: string, to: string, service: string) => void,
): { readonly open: () => void } {
  const parent = byId('matrix');
  const vpcs = field('VPCs', 'matrix-vpcs', 'all VPCs');
  const port = field('Services', 'matrix-port', 'icmp and ports of policies');
  const suppose = field('As if', 'matrix-with', 'unpeer vpc1 vpc2');
  const said = h('p', { class: 'legend', role: 'status' });
  const trouble = h('div', {});
  const result = h('div', { class: 'matrix-result' });
  const open = new Set<string>();
  let asking = new AbortController();
  let timer = 0;
  let shown: { readonly heat: HeatAnswer; readonly before: HeatAnswer } | null = null;

  const draw = (focused: string | null) => {
    if (shown === null) return;
    const { heat, before } = shown;
    if (!hasWorkloads(heat)) {
      const none = 'There are no workloads: vpcctl add-subnet makes the first one.';
      return fill(result, h('p', { class: 'empty' }, none));
    }
    const old = result.querySelector('.scroll');
    const [top, left] = [old?.scrollTop ?? 0, old?.scrollLeft ?? 0];
    const grid = gridOf(heat, before, open, { about, toggle });
    fill(result, grid.root);
    grid.root.scrollTo(left, top);
    if (focused !== null) grid.focus(focused);
  };
  const toggle = (names: readonly string[], focused: string) => {
    for (const name of names) if (!open.delete(name)) open.add(name);
    draw(focused);
  };
  const load = async () => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const question = {
      at: seqAt(store.get()),
      vpc: wordsIn(vpcs.input.value),
      port: port.input.value.trim() === '' ? null : wordsIn(port.input.value),
    };
    const supposed = commandsIn(suppose.input.value);
    said.textContent = 'Asking…';
    result.setAttribute('aria-busy', 'true');
    trouble.replaceChildren();
    try {
      const [before, other] = await Promise.all([
        ask<HeatAnswer>('heat', question, signal),
        supposed.length === 0
          ? null
          : ask<HeatAnswer>('heat', { ...question, with: supposed }, signal),
      ]);
      shown = { heat: other ?? before, before };
      said.textContent = hasWorkloads(shown.heat) ? legendOf(shown.heat) : '';
      draw(null);
    } catch (error) {
      if (isAborted(error)) return;
      shown = null;
      said.textContent = '';
      result.replaceChildren();
      fill(trouble, failureView(error));
    }
    result.removeAttribute('aria-busy');
  };
  const form = h(
    'form',
    {
      class: 'question wide',
      on: {
        submit: (event) => {
          event.preventDefault();
          load();
        },
      },
    },
    vpcs.label,
    port.label,
    suppose.label,
    h('button', { type: 'submit', class: 'primary' }, 'Ask'),
  );
  fill(parent, form, trouble, said, result);
  let isOpen = false;
  store.on(['position', 'entries'], () => {
    window.clearTimeout(timer);
    if (isOpen && !parent.hidden) timer = window.setTimeout(load, REST_MS);
    else isOpen = false;
  });
  return {
    open: () => {
      if (isOpen) return;
      isOpen = true;
      load();
    },
  };
}

function wordsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

function hasWorkloads({ ends }: HeatAnswer): boolean {
  return ends.some((end) => end.includes('/'));
}

/** What the signs mean, and what was asked. Pure. */
export function legendOf({ ends, services, cells }: HeatAnswer): string {
  const pairs = count(cells.filter((cell) => cell !== -1).length, 'pair');
  const many =
    ends.length > MOST_APART ? '  %: the part of the pairs in which something arrives' : '';
  return `● yes  ◐ in part  ○ no${many}; ${pairs}, each asked for ${services.join(', ')}`;
}

function field(text: string, id: string, placeholder: string) {
  const input = h('input', { type: 'text', id, placeholder, spellcheck: 'false' });
  return { input, label: h('label', { class: 'field' }, text, input) };
}
