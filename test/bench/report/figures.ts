import type { Row, Unit } from '../rows/row.js';

/** Milliseconds for people. Pure. */
export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

const RENDERED: Readonly<Record<Unit, (figure: number) => string>> = {
  starts: (figure) => `${figure.toFixed(2)} starts`,
  times: (figure) => `${figure.toFixed(2)} times`,
  ms: ms,
  s: (figure) => `${figure.toFixed(2)} s`,
  MB: (figure) => `${figure.toFixed(0)} MB`,
  programs: (figure) => String(figure),
};

/** A figure with its unit. Pure. */
export function figure(unit: Unit, value: number): string {
  return RENDERED[unit](value);
}

/** The limit of a row; empty where nothing is asked. Pure. */
export function limitOf({ limit, unit, atLeast }: Row): string {
  if (limit === null) return '';
  return atLeast === true ? `at least ${figure(unit, limit)}` : figure(unit, limit);
}
