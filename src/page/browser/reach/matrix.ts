import type { MatrixOutput } from '../../../schemas/reach.js';
import { ask } from '../base/api.js';
import { button, byId, fill, h } from '../base/dom.js';
import { service } from '../base/format.js';
import { failureView } from '../base/frame.js';
import { type Store, seqAt } from '../base/state.js';
import { commandsIn } from './commands.js';

/** How many of the services of a cell arrive. */
type Level = 'all' | 'some' | 'none';

const SIGNS: Readonly<Record<Level, string>> = { all: '●', some: '◐', none: '○' };
const WORDS: Readonly<Record<Level, string>> = { all: 'yes', some: 'in part', none: 'no' };

interface Cell {
  readonly level: Level;
  readonly open: readonly string[];
}

/** The cells of a matrix by `from to`. Pure. */
export function cellsOf({ flows }: MatrixOutput): Map<string, Cell> {
  const grouped = new Map<string, { all: number; open: string[] }>();
  for (const flow of flows) {
    const key = `${flow.from} ${flow.to}`;
    const cell = grouped.get(key) ?? { all: 0, open: [] };
    cell.all += 1;
    if (flow.reachable) cell.open.push(service(flow));
    grouped.set(key, cell);
  }
  const level = (all: number, open: number): Level =>
    open === 0 ? 'none' : open === all ? 'all' : 'some';
  return new Map(
    [...grouped].map(([key, { all, open }]) => [key, { open, level: level(all, open.length) }]),
  );
}

/** Who reaches whom, as a table of cells. */
export function createMatrix(
  store: Store,
  about: (from: string, to: string, service: string) => void,
): { readonly open: () => void } {
  const parent = byId('matrix');
  const vpcs = h('input', {
    type: 'text',
    id: 'matrix-vpcs',
    placeholder: 'all VPCs',
    spellcheck: 'false',
  });
  const port = h('input', {
    type: 'text',
    id: 'matrix-port',
    placeholder: 'icmp and ports of policies',
    spellcheck: 'false',
  });
  const suppose = h('input', {
    type: 'text',
    id: 'matrix-with',
    placeholder: 'unpeer vpc1 vpc2',
    spellcheck: 'false',
  });
  const result = h('div', { class: 'matrix-result', 'aria-live': 'polite' });
  const load = async () => {
    const question = {
      at: seqAt(store.get()),
      vpc: vpcs.value.split(/[\s,]+/).filter((name) => name !== ''),
      port: port.value === '' ? null : port.value.split(/[\s,]+/).filter((name) => name !== ''),
    };
    const supposed = commandsIn(suppose.value);
    fill(result, h('p', { class: 'faint' }, 'Asking…'));
    try {
      const [plain, other] = await Promise.all([
        ask<MatrixOutput>('matrix', question),
        supposed.length === 0 ? null : ask<MatrixOutput>('matrix', { ...question, with: supposed }),
      ]);
      fill(result, tableOf(plain, other, about));
    } catch (error) {
      fill(result, failureView(error));
    }
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
    h('label', { class: 'field' }, 'VPCs', vpcs),
    h('label', { class: 'field' }, 'Services', port),
    h('label', { class: 'field' }, 'As if', suppose),
    h('button', { type: 'submit', class: 'primary' }, 'Ask'),
  );
  fill(parent, form, result);
  let isOpen = false;
  store.on(['position', 'entries'], () => {
    if (isOpen && !parent.hidden) window.setTimeout(load, 150);
  });
  return {
    open: () => {
      if (isOpen) return;
      isOpen = true;
      load();
    },
  };
}

function tableOf(
  plain: MatrixOutput,
  other: MatrixOutput | null,
  about: (from: string, to: string, service: string) => void,
): HTMLElement {
  const { ends, services } = other ?? plain;
  if (!ends.some((end) => end.includes('/')))
    return h('p', { class: 'empty' }, 'There are no workloads.');
  const [before, cells] = [cellsOf(plain), cellsOf(other ?? plain)];
  const cellOf = (from: string, to: string) => {
    const cell = cells.get(`${from} ${to}`);
    if (cell === undefined) return h('td', { class: 'nothing' });
    const was = before.get(`${from} ${to}`);
    const differs = was !== undefined && was.open.join() !== cell.open.join();
    const more = differs && cell.open.length > (was?.open.length ?? 0);
    const said = cell.level === 'some' ? cell.open.join(', ') : WORDS[cell.level];
    const label = `${from} to ${to}: ${said}${differs ? ', another answer than now' : ''}`;
    const [first] = services;
    return h(
      'td',
      { class: `${cell.level}${differs ? (more ? ' gains' : ' loses') : ''}` },
      button(
        `${SIGNS[cell.level]}${differs ? (more ? '+' : '−') : ''}`,
        () => about(from, to, cell.open[0] ?? (first === undefined ? '' : service(first))),
        { 'aria-label': label, title: label },
      ),
    );
  };
  return h(
    'div',
    {},
    h(
      'p',
      { class: 'legend' },
      `● yes  ◐ in part  ○ no; asked for each pair: ${services.map(service).join(', ')}`,
    ),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Matrix' },
      h(
        'table',
        { class: 'heat' },
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, 'from \\ to'),
            ends.map((end) => h('th', { scope: 'col' }, h('span', {}, end))),
          ),
        ),
        h(
          'tbody',
          {},
          ends.map((from) =>
            h(
              'tr',
              {},
              h('th', { scope: 'row' }, from),
              ends.map((to) => cellOf(from, to)),
            ),
          ),
        ),
      ),
    ),
  );
}
