import { widthOf } from '../text/table.js';

/** How many columns of a line are shown. */
const WIDTH = 76;
const INDENT = '  ';
const TAB = '    ';
/** What has no shape on a terminal, or changes that of other text. */
const UNSEEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The line of a text that has `offset`, and a line with a caret under that place. A long line is cut
 * on both sides of it.
 */
export function excerpt(text: string, offset: number): [line: string, caret: string] {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
  const at = Math.min(offset - start, line.length);
  // No more of a long line is looked at.
  const [left, right] = [line.slice(Math.max(at - WIDTH, 0), at), line.slice(at, at + WIDTH)];
  const [cellsBefore, cellsAfter] = [cellsOf(left), cellsOf(right)];
  const before = lastOf(cellsBefore, WIDTH - firstOf(cellsAfter, WIDTH / 2).width);
  const after = firstOf(cellsAfter, WIDTH - before.width);
  const isCut = before.length < at;
  const shown = `${isCut ? '…' : ''}${before.text}${after.text}`;
  const caret = ' '.repeat(before.width + (isCut ? 1 : 0));
  const rest = at + after.length < line.length ? '…' : '';
  return [`${INDENT}${shown}${rest}`, `${INDENT}${caret}^`];
}

/** A part of a line. */
interface Cells {
  /** As it is shown. */
  readonly text: string;
  readonly width: number;
  /** The length of what it stands for in the line. */
  readonly length: number;
}

const NONE: Cells = { text: '', width: 0, length: 0 };

/** What a terminal shows as one character each. */
function cellsOf(text: string): Cells[] {
  return [...new Intl.Segmenter().segment(text)].map(({ segment }) => {
    const shown = segment === '\t' ? TAB : UNSEEN.test(segment) ? '\ufffd' : segment;
    return { text: shown, width: widthOf(shown), length: segment.length };
  });
}

function firstOf(cells: readonly Cells[], most: number): Cells {
  let all = NONE;
  for (const cell of cells) {
    if (all.width + cell.width > most) break;
    all = join(all, cell);
  }
  return all;
}

function lastOf(cells: readonly Cells[], most: number): Cells {
  let all = NONE;
  for (const cell of cells.toReversed()) {
    if (all.width + cell.width > most) break;
    all = join(cell, all);
  }
  return all;
}

function join(one: Cells, other: Cells): Cells {
  return {
    text: one.text + other.text,
    width: one.width + other.width,
    length: one.length + other.length,
  };
}
