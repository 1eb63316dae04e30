import type { Arriving, HeatAnswer } from '../../shared/answers.js';

/** How much of what was asked about arrives. */
export type Level = 'all' | 'some' | 'none';

/** A row or a column: an end, or all ends of a VPC together. */
export interface Line {
  readonly name: string;
  /** Places of its ends in the answer. */
  readonly ends: readonly number[];
  /** Whether it stands for a VPC, whose own lines follow where it is open. */
  readonly group: 'open' | 'closed' | null;
}

/** With more ends than this, those of a VPC are one line until it is opened. */
export const MOST_APART = 40;

/** The lines of a matrix, those of a VPC below each other. Pure. */
export function linesOf({ ends }: Pick<HeatAnswer, 'ends'>, open: ReadonlySet<string>): Line[] {
  const single = (end: number): Line => ({ name: ends[end] ?? '', ends: [end], group: null });
  if (ends.length <= MOST_APART) return ends.map((_, end) => single(end));
  const byVpc = new Map<string, number[]>();
  ends.forEach((name, end) => {
    const vpc = name.split('/')[0] ?? name;
    byVpc.set(vpc, [...(byVpc.get(vpc) ?? []), end]);
  });
  return [...byVpc].flatMap(([name, own]): Line[] => {
    const isVpc = own.some((end) => ends[end]?.includes('/'));
    if (!isVpc) return own.map(single);
    if (!open.has(name)) return [{ name, ends: own, group: 'closed' }];
    return [{ name, ends: own, group: 'open' }, ...own.map(single)];
  });
}

/** What a cell of the matrix says. */
export interface Cell {
  readonly level: Level;
  /** The pairs of ends that it stands for, and in how many of them all arrives, and a part. */
  readonly pairs: number;
  readonly all: number;
  readonly some: number;
  /** The services that arrive, where it is one pair. */
  readonly open: readonly string[];
  /** Pairs with another answer than before, and whether more arrives in them or less. */
  readonly differs: number;
  readonly gains: boolean;
}

/**
 * The cell where a row and a column meet; null where nothing was asked. Pure.
 * @param before the answers to compare with
 */
export function cellOf(heat: HeatAnswer, before: HeatAnswer, from: Line, to: Line): Cell | null {
  let [pairs, all, some, differs, gained] = [0, 0, 0, 0, 0];
  let only: Arriving | null = null;
  for (const row of from.ends) {
    for (const column of to.ends) {
      const now = answerOf(heat, row, column);
      if (now === null) continue;
      only = now;
      pairs += 1;
      if (now.open.length === now.asked) all += 1;
      else if (now.open.length > 0) some += 1;
      if (heat === before) continue;
      const was = matching(before, heat, row, column);
      if (was === null || was.join() === now.open.join()) continue;
      differs += 1;
      gained += now.open.length - was.length;
    }
  }
  if (only === null) return null;
  const level = all === pairs ? 'all' : all + some === 0 ? 'none' : 'some';
  const open = pairs > 1 ? [] : only.open.map((service) => heat.services[service] ?? '');
  return { level, pairs, all, some, open, differs, gains: gained > 0 };
}

function answerOf({ cells, sets, ends }: HeatAnswer, row: number, column: number): Arriving | null {
  return sets[cells[row * ends.length + column] ?? -1] ?? null;
}

/** What arrived before, by the places of the services now: commands may have added ends. */
function matching(before: HeatAnswer, now: HeatAnswer, row: number, column: number) {
  const place = (end: number) => placesOf(before).get(now.ends[end] ?? '') ?? -1;
  const [from, to] = [place(row), place(column)];
  const was = from === -1 || to === -1 ? null : answerOf(before, from, to);
  return was === null
    ? null
    : was.open.map((service) => now.services.indexOf(before.services[service] ?? ''));
}

const places = new WeakMap<HeatAnswer, ReadonlyMap<string, number>>();

function placesOf(heat: HeatAnswer): ReadonlyMap<string, number> {
  const known = places.get(heat) ?? new Map(heat.ends.map((end, place) => [end, place]));
  places.set(heat, known);
  return known;
}

const SIGNS: Readonly<Record<Level, string>> = { all: '●', some: '◐', none: '○' };
const WORDS: Readonly<Record<Level, string>> = { all: 'yes', some: 'in part', none: 'no' };

/** What stands in a cell: a sign, and of many pairs the part in which something arrives. Pure. */
export function signOf(cell: Cell): string {
  const { level, pairs, all, some, differs, gains } = cell;
  const part = Math.min(99, Math.max(1, Math.round((100 * (all + some)) / pairs)));
  return `${isMixed(cell) ? `${part}%` : SIGNS[level]}${differs === 0 ? '' : gains ? '+' : '−'}`;
}

/** Whether something arrives in some pairs of a cell, and nothing in others. */
function isMixed({ level, pairs, all, some }: Cell): boolean {
  return level === 'some' && all + some < pairs;
}

/** A cell in words, with what stands in it where that is text. Pure. */
export function wordsOf(from: Line, to: Line, cell: Cell): string {
  const { level, pairs, all, some, open, differs } = cell;
  const ends = `${from.name} to ${to.name}`;
  if (pairs === 1) {
    const said = level === 'some' ? open.join(', ') : WORDS[level];
    return `${ends}: ${said}${differs > 0 ? ', another answer than now' : ''}`;
  }
  const counted =
    level === 'some'
      ? `${isMixed(cell) ? `${signOf(cell)}, ` : ''}${all} of ${pairs} pairs yes, ${some} in part`
      : `${WORDS[level]}, all ${pairs} pairs`;
  return `${ends}: ${counted}${differs > 0 ? `; ${differs} with another answer than now` : ''}`;
}
