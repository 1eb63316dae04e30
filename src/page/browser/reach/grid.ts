import type { HeatAnswer } from '../../shared/answers.js';
import { button, type Child, h } from '../base/dom.js';
import { cellOf, type Line, linesOf, signOf, wordsOf } from './heat.js';

/** What a cell or a line does when it is chosen. */
export interface GridActions {
  /** Asks about a pair of ends. */
  readonly about: (from: string, to: string, service: string) => void;
  /** Opens VPCs or closes one: the table is made anew, and `focused` gets the focus again. */
  readonly toggle: (vpcs: readonly string[], focused: string) => void;
}

/** How far outside of the part that is seen rows are filled. */
const AHEAD = '300px';

/**
 * The table of a matrix. Rows are filled where they are seen. Of all its buttons one is in the order
 * of Tab, and the arrows go to the others.
 */
export function gridOf(
  heat: HeatAnswer,
  before: HeatAnswer,
  open: ReadonlySet<string>,
  act: GridActions,
): { readonly root: HTMLElement; readonly focus: (key: string) => void } {
  const lines = linesOf(heat, open);
  const table = h('table', { class: 'heat' });
  const filled = new Set<number>();

  /** A button of the table; row and column -1 are those of the lines' names. */
  const place = (row: number, column: number) => ({
    ...{ 'data-row': row, 'data-column': column, tabindex: '-1' },
  });

  function nameOf(line: Line, row: number, column: number): Child {
    if (line.group === null) return h('span', {}, line.name);
    const isOpen = line.group === 'open';
    return button(
      [
        h('span', { class: 'sign', 'aria-hidden': 'true' }, isOpen ? '▾' : '▸'),
        ` ${line.name} (${line.ends.length})`,
      ],
      () =>
        act.toggle([line.name], keyOf(row === -1 ? '' : line.name, column === -1 ? '' : line.name)),
      {
        ...place(row, column),
        'aria-expanded': String(isOpen),
        title: isOpen ? 'Close' : 'Open: show each of its ends',
      },
    );
  }

  function rowOf(from: Line, row: number): HTMLTableRowElement {
    return h(
      'tr',
      { class: from.group === null ? null : 'group', 'data-line': row },
      h('th', { scope: 'row' }, nameOf(from, row, -1)),
      h('td', { colspan: lines.length, class: 'nothing' }),
    );
  }

  const rows = lines.map(rowOf);

  function fill(row: number): void {
    const from = lines[row];
    if (from === undefined || filled.has(row)) return;
    filled.add(row);
    const cells = lines.map((to, column) => {
      const cell = cellOf(heat, before, from, to);
      if (cell === null) return h('td', { class: 'nothing' });
      const change = cell.differs === 0 ? '' : cell.gains ? ' gains' : ' loses';
      const words = wordsOf(from, to, cell);
      const groups = [from, to].filter(({ group }) => group !== null);
      const choose = () => {
        const closed = groups.filter(({ group }) => group === 'closed').map(({ name }) => name);
        if (groups.length === 0)
          act.about(from.name, to.name, cell.open[0] ?? heat.services[0] ?? '');
        else
          act.toggle(
            closed.length > 0 ? [...new Set(closed)] : groups.map(({ name }) => name),
            keyOf(from.name, to.name),
          );
      };
      const attributes = { ...place(row, column), 'aria-label': words, title: words };
      return h('td', { class: cell.level + change }, button(signOf(cell), choose, attributes));
    });
    rows[row]?.lastElementChild?.remove();
    rows[row]?.append(...cells);
  }

  const buttonAt = (row: number, column: number): HTMLElement | null => {
    fill(row);
    return table.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  };
  const makeCurrent = (next: HTMLElement) => {
    for (const old of table.querySelectorAll('[tabindex="0"]')) old.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
  };
  /** The next button in a direction: cells where nothing was asked have none. */
  const move = (row: number, column: number, down: number, right: number) => {
    const last = lines.length - 1;
    for (let [r, c] = [row + down, column + right]; ; r += down, c += right) {
      if (r < -1 || c < -1 || r > last || c > last) return;
      const next = buttonAt(r, c);
      if (next !== null) return next.focus();
    }
  };
  table.append(
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'from \\ to'),
        lines.map((to, column) =>
          h(
            'th',
            { scope: 'col', class: to.group === null ? null : 'group' },
            h('div', {}, nameOf(to, -1, column)),
          ),
        ),
      ),
    ),
    h('tbody', {}, rows),
  );
  table.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.dataset['row'] !== undefined) makeCurrent(target);
  });
  table.addEventListener('keydown', (event) => {
    const at = event.target instanceof HTMLElement ? event.target.dataset : {};
    const [row, column] = [Number(at['row']), Number(at['column'])];
    const step = STEPS[event.key];
    if (Number.isNaN(row) || step === undefined) return;
    const [down, right] = step;
    if (Number.isFinite(right)) move(row, column, down, right);
    else move(row, right < 0 ? -2 : lines.length, 0, right < 0 ? 1 : -1);
    event.preventDefault();
  });
  const root = h('div', { class: 'scroll', role: 'region', 'aria-label': 'Matrix' }, table);
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) fill(Number((target as HTMLElement).dataset['line']));
      }
    },
    { root, rootMargin: AHEAD },
  );
  for (const row of rows) seen.observe(row);
  fill(0);
  const [first] = table.querySelectorAll<HTMLElement>('tbody [data-row]');
  if (first !== undefined) makeCurrent(first);
  return {
    root,
    focus(key) {
      const [from, to] = key.split(' ');
      const at = (name: string | undefined) => lines.findIndex((line) => line.name === name);
      buttonAt(at(from), at(to))?.focus();
    },
  };
}

const STEPS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ...{ ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] },
  ...{ Home: [0, Number.NEGATIVE_INFINITY], End: [0, Number.POSITIVE_INFINITY] },
};

/** What finds a button again in another table. */
function keyOf(from: string, to: string): string {
  return `${from} ${to}`;
}
