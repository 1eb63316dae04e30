import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { closest, distance } from 'fastest-levenshtein';

/** The one of `known` that `name` was probably meant to be, or null. */
export function didYouMean(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const best = closest(name, known);
  const wrong = distance(name, best);
  // Of a short name nothing may be left when two letters are wrong.
  if (wrong >= Math.max(name.length, best.length)) return null;
  return wrong <= Math.max(2, Math.floor(best.length / 3)) ? best : null;
}

/** The error for a name that isn't known: what there is, and which was probably meant. */
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
