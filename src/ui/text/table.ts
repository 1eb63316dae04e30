import stringWidth from 'string-width';
import { availableWidth, fittingWidths, wrap } from './fit.js';
import { paint } from './paint.js';

/** Text that is as wide as it is long: most cells, for which `string-width` is slow. */
const PLAIN = /^[ -~]*$/;

/** Spaces between columns. */
const GAP = 2;

/**
 * Renders a table: no borders, and two spaces between columns, so that programs such as `cut` can
 * read it. Cells may have several lines. The time it takes grows with the text alone. A table that
 * is wider than the terminal is fitted to it.
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width = availableWidth(),
): string {
  const lines = [head.map((title) => paint.dim(title)), ...rows].flatMap(linesOf);
  const widths = head.map((_, column) =>
    lines.reduce((most, cells) => Math.max(most, widthOf(cells[column] ?? '')), 1),
  );
  if (widths.reduce((sum, each) => sum + each + GAP, -GAP) > width) {
    return fitted(head, rows, widths, width);
  }
  return lines.map((cells) => lineOf(cells, widths)).join('\n');
}

/** A table that is too wide: its cells are wrapped, or each row is a paragraph. */
function fitted(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  width: number,
): string {
  const words = head.map((title, column) =>
    [title, ...rows.map((row) => row[column] ?? '')]
      .flatMap((cell) => cell.split('\n'))
      .flatMap(indentedWords)
      .reduce((most, word) => Math.max(most, widthOf(word)), 1),
  );
  const narrow = fittingWidths(widths, words, width - GAP * (head.length - 1));
  if (narrow === null) return stacked(head, rows, width);
  const wrapped = (row: readonly string[]) =>
    row.map((cell, column) => wrap(cell, narrow[column] ?? 1, widthOf).join('\n'));
  return [head.map((title) => paint.dim(title)), ...rows.map(wrapped)]
    .flatMap(linesOf)
    .map((cells) => lineOf(cells, narrow))
    .join('\n');
}

/** The words of a line, each as far to the right as the line begins. */
function indentedWords(line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return line
    .trim()
    .split(' ')
    .map((word) => indent + word);
}

/** A paragraph for each row, with a line for each cell. */
function stacked(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const label = head.reduce((most, title) => Math.max(most, widthOf(title)), 1);
  const rest = Math.max(width - label - GAP, 1);
  const paragraphs = rows.map((row) =>
    head
      .map((title, column) => [paint.dim(title), wrap(row[column] ?? '', rest, widthOf).join('\n')])
      .flatMap(linesOf)
      .map((cells) => lineOf(cells, [label, rest]))
      .join('\n'),
  );
  return paragraphs.join('\n\n');
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
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}
