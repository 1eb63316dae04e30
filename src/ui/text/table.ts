import stringWidth from 'string-width';
import { paint } from './paint.js';

/** Text that is as wide as it is long: most cells, for which `string-width` is slow. */
const PLAIN = /^[ -~]*$/;

/** Spaces between columns. */
const GAP = 2;

/**
 * Renders a table: no borders, and two spaces between columns, so that programs such as `cut` can
 * read it. Cells may have several lines. The time it takes grows with the text alone.
 */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head.map((title) => paint.dim(title)), ...rows].flatMap(linesOf);
  const widths = head.map((_, column) =>
    lines.reduce((most, cells) => Math.max(most, widthOf(cells[column] ?? '')), 1),
  );
  return lines.map((cells) => lineOf(cells, widths)).join('\n');
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  let line = '';
  // Spaces before the next cell that is not empty: most cells of rows with several lines are.
  let missing = 0;
  for (const [column, cell] of cells.entries()) {
    const width = widths[column] ?? 0;
    if (cell !== '') {
      line += ' '.repeat(missing) + cell;
      missing = -widthOf(cell);
    }
    missing += width + GAP;
  }
  return line.trimEnd();
}

/** The lines of a row: its cells side by side, and nothing where a cell has fewer lines. */
function linesOf(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split('\n'));
  const height = cells.reduce((most, { length }) => Math.max(most, length), 1);
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ''));
}

/** How many columns of a terminal a text takes, colours aside. */
function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}
