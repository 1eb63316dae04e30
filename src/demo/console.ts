import { inputError } from '@vpcctl/sdk';
import type { Expectation, Pattern } from './expectation.js';
import type { Command } from './split.js';

/** A command with what it prints. */
interface Shown extends Command {
  readonly expected: Expectation;
}

/** How long a command is repeated that looks at packets or servers, in seconds. */
const PATIENCE = 10;

/**
 * Reads a `console` block: commands after `$ `, each with all that it prints below it. `…` stands
 * for any text within a line, and alone for any lines. What a command's exit code is does not
 * matter, since its output tells. Pure.
 * @param firstLine where the block's first line is in the document
 * @throws VpcctlError `TUTORIAL_INVALID` where the block does not begin with a command
 */
export function parseConsole(lines: readonly string[], firstLine: number): Shown[] {
  const actions: Shown[] = [];
  for (let at = 0; at < lines.length; ) {
    const [first = ''] = lines.slice(at);
    if (!first.startsWith('$ ')) {
      throw inputError('TUTORIAL_INVALID', `line ${firstLine + at}: no command: ${first}`);
    }
    let last = at;
    while (lines[last]?.endsWith('\\')) last += 1;
    const text = [first.slice(2), ...lines.slice(at + 1, last + 1)].join('\n');
    const next = lines.findIndex((line, index) => index > last && line.startsWith('$ '));
    const end = next === -1 ? lines.length : next;
    const shown = lines.slice(last + 1, end);
    actions.push({ text, line: firstLine + at, expected: expectationOf(text, shown) });
    at = end;
  }
  return actions;
}

function expectationOf(text: string, shown: readonly string[]): Expectation {
  // Packets and servers take a moment; all else is as it is at once, and may not run twice.
  const isRepeated = !/^vpcctl (?!exec )|&$/.test(text);
  return {
    text: shown.length === 0 ? 'prints nothing' : 'prints what is shown',
    outcome: 'ends',
    prints: shown.length === 0 ? [] : [wholeOutput(shown)],
    neverPrints: [],
    printsNothing: shown.length === 0,
    within: isRepeated ? PATIENCE : 0,
  };
}

/** Matches an output that is what is shown, but for white space at the ends of lines. */
function wholeOutput(shown: readonly string[]): Pattern {
  const lines = shown.map((line) =>
    line === '…' ? '(?:.*\\n)*?' : `${line.trimEnd().split('…').map(escaped).join('.*')}\\n`,
  );
  const whole = new RegExp(`^${lines.join('')}$`);
  return {
    source: shown.join('\n'),
    matches: (output) => whole.test(`${output.replaceAll(/[ \t\r]+$/gm, '').trimEnd()}\n`),
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
