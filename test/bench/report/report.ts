import { renderTable } from '../../../src/ui/text/table.js';
import type { Machine } from '../measure/load.js';
import { isMet, type Row } from '../rows/row.js';
import { figure, limitOf } from './figures.js';

/** The rows of a part. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** The load of the machine while it was measured, the larger of start and end. */
  readonly load: number;
  /** Why it could not be measured, or null. */
  readonly error: string | null;
}

/** All of a run: what `--json` prints. */
export interface Report {
  readonly rounds: number;
  /** Large numbers were divided by it. */
  readonly divisor: number;
  readonly sections: readonly Section[];
  readonly machine: Machine;
}

/** The columns of a table of rows. */
export const HEAD = ['what', 'measured', 'at most', '', 'load', 'from'] as const;

/** A row as cells of {@link HEAD}. Pure. */
export function cells(row: Row, load: string): string[] {
  const verdict = { true: 'met', false: 'missed', null: '' }[String(isMet(row))] ?? '';
  return [row.what, figure(row.unit, row.measured), limitOf(row), verdict, load, row.from];
}

/** The load beside a row: only where it was above the number of cores. Pure. */
export function loadBeside({ load }: Section, { cores }: Machine): string {
  return load > cores ? load.toFixed(1) : '';
}

/** The report for a terminal. Pure. */
export function renderReport(report: Report): string {
  const { machine } = report;
  return [
    describeMachine(report),
    ...report.sections.flatMap((section) => {
      const load = loadBeside(section, machine);
      const rows = section.rows.map((row) => cells(row, load));
      return [
        `\n${section.title} (${section.name})`,
        ...(rows.length === 0 ? [] : [renderTable(HEAD, rows)]),
        ...missedLines(section).map((line) => `  ${line}`),
        ...(section.error === null ? [] : [`  not measured: ${section.error}`]),
      ];
    }),
    `\n${summary(report)}`,
  ].join('\n');
}

/** A line for each missed row that says where its time goes. Pure. */
export function missedLines({ rows }: Section): string[] {
  return rows.flatMap(({ what, where }) =>
    where === undefined || where.length === 0 ? [] : [`${what}: ${where.join('; ')}`],
  );
}

/** The machine, its load, and how often was measured. Pure. */
export function describeMachine({ machine, rounds, divisor }: Report): string {
  const { cores, kernel, node, load } = machine;
  const part = divisor === 1 ? '' : ` All large numbers were divided by ${divisor}.`;
  return (
    `${cores} cores, Linux ${kernel}, Node ${node}; load ${load[0].toFixed(2)} at the start, ` +
    `${load[1].toFixed(2)} at the end. Medians of ${rounds} rounds.${part}`
  );
}

/** How many rows are met. Pure. */
export function summary({ sections }: Report): string {
  const verdicts = sections.flatMap(({ rows }) => rows.map(isMet));
  const count = (verdict: boolean) => verdicts.filter((each) => each === verdict).length;
  const failed = sections.filter(({ error }) => error !== null).map(({ name }) => name);
  const rest = failed.length === 0 ? '' : `; not measured: ${failed.join(', ')}`;
  return `${count(true)} met, ${count(false)} missed${rest}.`;
}
