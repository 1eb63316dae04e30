import { closest, distance } from 'fastest-levenshtein';
import { inputError, type VpcctlError } from './errors.js';

/** The name among `known` that `name` was probably meant to be, or null. Pure. */
export function didYouMean(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const best = closest(name, known);
  const wrong = distance(name, best);
  // With two wrong letters, nothing of a short name may be left.
  if (wrong >= Math.max(name.length, best.length)) return null;
  const most = best.length <= 4 ? 1 : Math.max(2, Math.floor(best.length / 3));
  // Two letters that changed places are one mistake.
  return wrong <= most || (wrong === 2 && sorted(name) === sorted(best)) ? best : null;
}

function sorted(text: string): string {
  return [...text].sort().join('');
}

/**
 * The error for an unknown name; its hints list the known names and the one probably meant.
 * Pure.
 * @param code stable, upper case: `SUBNET_UNKNOWN`
 * @param what the kind of thing: `subnet of vpc1`
 * @param whenNone the hint where no name is known
 */
export function unknownName(
  code: string,
  what: string,
  name: string,
  known: readonly string[],
  whenNone: string,
): VpcctlError {
  const meant = didYouMean(name, known);
  const hints = meant === null ? [] : [`did you mean ${meant}?`];
  hints.push(known.length === 0 ? whenNone : `there is: ${[...known].sort().join(', ')}`);
  return inputError(code, `${what} ${JSON.stringify(name)} does not exist`, ...hints);
}
