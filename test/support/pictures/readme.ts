import type { Played } from '../../../src/demo/play.js';

/**
 * A document whose commands were played, with what they print now where it shows something else.
 * Pure.
 */
export function refreshed(markdown: string, played: readonly Played[]): string {
  const lines = markdown.split('\n');
  const wrong = played.filter(({ differences }) => differences.length > 0);
  // From the end, so that places before stay.
  for (const { action, output } of wrong.toReversed()) {
    const first = action.line - 1 + action.text.split('\n').length;
    const rest = lines.slice(first);
    const count = rest.findIndex((line) => line.startsWith('$ ') || line.startsWith('```'));
    lines.splice(first, count, ...output.trimEnd().split('\n'));
  }
  return lines.join('\n');
}

/** The files that a document shows by `$ cat NAME`: readers write them, so they are there before. */
export function shownFiles(markdown: string): Map<string, string> {
  const found = markdown.matchAll(/^\$ cat ([\w.-]+)\n((?:(?!\$ |```).*\n)+)/gm);
  return new Map([...found].map(([, name = '', text = '']) => [name, text]));
}
