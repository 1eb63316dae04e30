import {
  cells,
  describeMachine,
  HEAD,
  loadBeside,
  missedLines,
  type Report,
  summary,
} from './report.js';

/** Prose ends here. */
const COLUMNS = 100;

/**
 * docs/benchmark.md, made of a report.
 * @param text the part that does not depend on the figures: test/bench/report/page.md
 */
export function renderPage(text: string, report: Report): string {
  const sections = report.sections.flatMap((section) => {
    const load = loadBeside(section, report.machine);
    const missed = missedLines(section).map((line) => wrap(`* ${escaped(line)}`, '  '));
    return [
      `### ${section.title}`,
      '',
      ...(section.rows.length === 0
        ? []
        : [
            tableLine(HEAD),
            '|---|--:|--:|---|--:|---|',
            ...section.rows.map((row) => tableLine(cells(row, load).map(escaped))),
            '',
          ]),
      ...(missed.length === 0 ? [] : ['Where the time goes:', '', ...missed, '']),
      ...(section.error === null ? [] : [wrap(`Not measured: ${escaped(section.error)}`, ''), '']),
    ];
  });
  const head = [wrap(describeMachine(report), ''), '', summary(report), ''];
  return text.replace('<!-- figures -->', () => [...head, ...sections].join('\n'));
}

const tableLine = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Breaks a paragraph before the last column. Pure. */
export function wrap(text: string, indent: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= COLUMNS || line.trim() === '') lines[lines.length - 1] = longer;
    else lines.push(`${indent}${word}`);
  }
  return lines.join('\n');
}
