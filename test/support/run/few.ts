import { LENGTHS } from './lengths.js';

/**
 * Of `cases` each `stride`-th, the first included. The chaos suite runs all of them, and so does `--cases all`.
 */
export function few<T>(cases: readonly T[], stride: number): readonly T[] {
  return LENGTHS.allCases ? cases : cases.filter((_, index) => index % stride === 0);
}
