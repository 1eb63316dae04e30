/** What a row counts. */
export type Unit = 'starts' | 'times' | 'ms' | 's' | 'MB' | 'programs';

/** One figure beside what it may be. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly measured: number;
  /** Null where the figure is only for comparison. */
  readonly limit: number | null;
  /** Whether the limit is the least, in place of the most. */
  readonly atLeast?: boolean;
  /** What the figure was computed from, for people. */
  readonly from: string;
  /** Where the time goes; only of a figure that is missed. */
  readonly where?: readonly string[];
}

/** Whether a row is as it should be; null where nothing is asked. Pure. */
export function isMet({ measured, limit, atLeast }: Row): boolean | null {
  if (limit === null) return null;
  return atLeast === true ? measured >= limit : measured <= limit;
}

/** The row, with where the time goes where it is missed. */
export function explained(row: Row, where: () => readonly string[]): Row {
  return isMet(row) === false ? { ...row, where: where() } : row;
}
