import { printableLine } from '../text/printable.js';

/** What to say where a plugin isn't installed that has part in what is shown. */
export function noteUnknownIntents(types: readonly string[]): string[] {
  if (types.length === 0) return [];
  return [`without changes of a plugin that isn't installed: ${printableLine(types.join(', '))}`];
}
