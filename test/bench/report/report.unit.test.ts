import { describe, expect, it } from 'vitest';
import type { Row } from '../rows/row.js';
import { renderPage, wrap } from './page.js';
import { type Report, renderReport, type Section } from './report.js';

const row = (measured: number, more: Partial<Row> = {}): Row => {
  return { what: 'peer', unit: 'starts', limit: 3, from: '110 ms, bare 40 ms', measured, ...more };
};

function reportOf(rows: readonly Row[], more: Partial<Section> = {}): Report {
  const machine = { cores: 2, kernel: '6.1.0', node: '20.19.0', load: [0.5, 1.25] } as const;
  const section = { name: 'tutorial', title: 'Commands', rows, load: 1, error: null, ...more };
  return { rounds: 15, divisor: 1, sections: [section], machine };
}

const linesOf = (report: Report) => renderReport(report).split('\n');

describe('the report', () => {
  it('begins with the machine and its load', () => {
    expect(linesOf(reportOf([row(1)]))[0]).toBe(
      '2 cores, Linux 6.1.0, Node 20.19.0; load 0.50 at the start, 1.25 at the end. ' +
        'Medians of 15 rounds.',
    );
  });

  it('gives what was measured, the limit and the verdict', () => {
    const [, , , , met, missed, free] = linesOf(
      reportOf([row(3), row(3.01), row(9, { limit: null })]),
    ).map((line) => line.split(/ {2,}/));
    expect(met).toEqual(['peer', '3.00 starts', '3.00 starts', 'met', '110 ms, bare 40 ms']);
    expect(missed).toEqual(['peer', '3.01 starts', '3.00 starts', 'missed', expect.anything()]);
    expect(free).toEqual(['peer', '9.00 starts', expect.anything()]);
  });

  it('knows limits that are the least', () => {
    const text = renderReport(reportOf([row(9.9, { unit: 'times', limit: 10, atLeast: true })]));
    expect(text).toMatch(/9\.90 times +at least 10\.00 times +missed/);
    expect(text).toMatch(/0 met, 1 missed\.$/);
  });

  it('says where the time of a missed row goes', () => {
    expect(linesOf(reportOf([row(4, { where: ['engine.cjs 40 %'] })]))).toContain(
      '  peer: engine.cjs 40 %',
    );
  });

  it('shows the load beside rows only where it was above the cores', () => {
    expect(renderReport(reportOf([row(1)], { load: 2 }))).not.toMatch(/met +2/);
    expect(renderReport(reportOf([row(1)], { load: 2.1 }))).toMatch(/met +2\.1/);
  });

  it('names a part that could not be measured', () => {
    const report = reportOf([], { error: 'there is no C compiler (cc)' });
    expect(renderReport(report)).toContain('not measured: there is no C compiler (cc)');
    expect(linesOf(report).at(-1)).toBe('0 met, 0 missed; not measured: tutorial.');
  });
});

describe('the page', () => {
  it('has a table of the rows in place of the mark', () => {
    const page = renderPage('# Page\n\n<!-- figures -->\n## End\n', reportOf([row(4)]));
    expect(page).toContain('| what | measured | at most |');
    expect(page).toContain('| peer | 4.00 starts | 3.00 starts | missed |  | 110 ms, bare 40 ms |');
    expect(page).toMatch(/^# Page\n\n2 cores[\s\S]*\n\n## End\n$/);
  });

  it('ends prose at 100 columns', () => {
    const where = [Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ')];
    const page = renderPage('<!-- figures -->\n', reportOf([row(4, { where })]));
    const prose = page.split('\n').filter((line) => !line.startsWith('|'));
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(wrap('a '.repeat(60).trim(), '  ').replaceAll(/\s+/g, ' ')).toBe('a '.repeat(60).trim());
  });
});
