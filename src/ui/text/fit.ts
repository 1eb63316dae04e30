/** Fits tables into a terminal: long cells are wrapped, and where that does not do, rows stacked. */

/** How wide a table may be: `COLUMNS`, else the terminal; a file or a pipe has no end. */
export function availableWidth(): number {
  const chosen = Number(process.env['COLUMNS']);
  if (Number.isSafeInteger(chosen) && chosen > 0) return chosen;
  return process.stdout.isTTY === true
    ? process.stdout.columns || Number.POSITIVE_INFINITY
    : Number.POSITIVE_INFINITY;
}

/** The widths of columns, so that they fit together; null where even their longest words do not. */
export function fittingWidths(
  natural: readonly number[],
  longestWords: readonly number[],
  width: number,
): number[] | null {
  const widths = [...natural];
  let excess = natural.reduce((sum, each) => sum + each, 0) - width;
  while (excess > 0) {
    const most = widths.reduce<number>((best, each, at) => {
      const isAble = each > (longestWords[at] ?? 0);
      return isAble && (best === -1 || each > (widths[best] ?? 0)) ? at : best;
    }, -1);
    if (most === -1) return null;
    widths[most] = (widths[most] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

/** The lines of a text, broken between words, as wide as `width` where no word is longer. */
export function wrap(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const own of text.split('\n')) {
    const indent = /^ */.exec(own)?.[0] ?? '';
    let line = '';
    for (const word of own.trim().split(' ')) {
      const longer = line === '' ? indent + word : `${line} ${word}`;
      if (line !== '' && widthOf(longer) > width) {
        lines.push(line);
        line = `${indent}${word}`;
      } else {
        line = longer;
      }
    }
    lines.push(line);
  }
  return lines;
}
