/**
 * The tutorial is a program: people read its text, and the demo plays it.
 *
 * A fenced block of `sh` holds commands, one on each line (longer commands with `\` or a
 * here-document). A comment right after it, which readers don't see, has one line for each command
 * with its expectation. For a single command, the comment may be one line:
 *
 *     ```sh
 *     # No host answers there.
 *     ping -c 3 198.51.100.9
 *     ```
 *     <!-- expect: fails; prints "0 received" -->
 *
 *     <!-- expect
 *     succeeds; prints "br-vpc1"; never prints "br-vpc2"
 *     fails
 *     -->
 *
 * The clauses, separated by semicolons:
 * - `succeeds`: exit code 0. `fails`: any other exit code, or out of time (see play.ts), but never
 *   a missing program. One of the two is required.
 * - `prints "text"`, `prints /regular expression/`, `never prints …`: about both outputs together.
 *   An expression may match on any line. `prints nothing`: white space at most.
 * - `within 10 s`: the command is repeated for up to that time until the other clauses hold.
 *
 * A fenced block of `console` holds commands after `$ `, with what they print (console.ts).
 *
 * A step is the part below one heading (of level two or three). Blocks of other languages are not
 * run.
 */
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { parseConsole } from './console.js';
import { type Expectation, parseExpectation } from './expectation.js';
import { type Command, splitCommands } from './split.js';

/** A command with its expectation. */
export interface Action extends Command {
  readonly expected: Expectation;
  /** The text above its block; empty where an earlier command of the block has it. */
  readonly before: readonly string[];
}

export interface Step {
  /** The heading, after its parent heading if any: `Step 6: Test connectivity › Test 1`. */
  readonly title: string;
  readonly actions: readonly Action[];
  /** The text below the last block. */
  readonly after: readonly string[];
}

/**
 * Reads a tutorial. Pure.
 * @throws VpcctlError `TUTORIAL_INVALID`, which names the line: a block without expectations, or
 *   with more or fewer than commands, or a clause that is invalid
 */
export function parseTutorial(markdown: string): Step[] {
  const lines = markdown.split('\n');
  const steps: { title: string; actions: Action[]; after: string[] }[] = [];
  let prose: string[] = [];
  let section = '';
  let title = '';
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    const heading = /^(##|###) (.*)$/.exec(line);
    if (heading) {
      const text = heading[2] ?? '';
      endStep();
      if (heading[1] === '##') section = text;
      title = heading[1] === '##' ? text : `${section} › ${text}`;
    }
    if (!line.startsWith('```')) {
      if (line.startsWith('<!-- expect'))
        throw invalid(at, 'the expectation does not follow a block');
      if (!heading) prose.push(line);
      at += 1;
      continue;
    }
    const block = readBlock(lines, at);
    at = block.end;
    if (block.language !== 'sh' && block.language !== 'console') {
      prose.push(...lines.slice(block.start + 1, block.end - 1).map((text) => `  ${text}`));
      continue;
    }
    if (steps.at(-1)?.title !== title) steps.push({ title, actions: [], after: [] });
    if (block.language === 'console') {
      const inside = lines.slice(block.start + 1, block.end - 1);
      const shown = parseConsole(inside, block.start + 2);
      const above = trimmed(prose);
      prose = [];
      steps
        .at(-1)
        ?.actions.push(...shown.map((each, n) => ({ ...each, before: n === 0 ? above : [] })));
      continue;
    }
    const { actions, end } = readExpectations(lines, block);
    const before = trimmed(prose);
    prose = [];
    steps.at(-1)?.actions.push(...actions.map((each, n) => (n === 0 ? { ...each, before } : each)));
    at = end;
  }
  endStep();
  return steps;

  function endStep(): void {
    const step = steps.at(-1);
    if (step?.title === title) step.after = trimmed(prose);
    prose = [];
  }
}

/** Without the empty lines at both ends. */
function trimmed(lines: readonly string[]): string[] {
  const isFull = (line: string) => line.trim() !== '';
  return lines.slice(lines.findIndex(isFull), lines.findLastIndex(isFull) + 1);
}

interface Block {
  /** Indices of lines: of the opening fence, and of the line after the closing fence. */
  readonly start: number;
  readonly end: number;
  /** The word after the opening fence. */
  readonly language: string;
}

function readBlock(lines: readonly string[], start: number): Block {
  const close = lines.findIndex((line, index) => index > start && line.trimEnd() === '```');
  if (close === -1) throw invalid(start, 'the block does not end');
  return { start, end: close + 1, language: (lines[start] ?? '').slice(3).trimEnd() };
}

/** The commands of a block with the expectations after it, and the index of the next line. */
function readExpectations(
  lines: readonly string[],
  { start, end }: Block,
): { actions: Action[]; end: number } {
  const commands = splitCommands(lines.slice(start + 1, end - 1), start + 2);
  const first = lines.findIndex((line, index) => index >= end && line.trim() !== '');
  if (!lines[first]?.startsWith('<!-- expect'))
    throw invalid(start, 'no expectation follows the block');
  const last = lines.findIndex((line, index) => index >= first && line.includes('-->'));
  if (last === -1) throw invalid(first, 'the expectation does not end');
  const expectations = lines
    .slice(first, last + 1)
    .map((line, index) => ({
      text: line
        .replace(/^<!-- expect:?/, '')
        .replace(/-->.*$/, '')
        .trim(),
      line: first + index + 1,
    }))
    .filter(({ text }) => text !== '');
  if (expectations.length !== commands.length) {
    const counts = `${commands.length} commands, ${expectations.length} expectations`;
    throw invalid(start, `each command needs one expectation: ${counts}`);
  }
  const actions = commands.flatMap((command, index) => {
    const written = expectations[index];
    if (written === undefined) return [];
    const expected = parseExpectation(written.text, written.line);
    return [{ ...command, expected, before: [] }];
  });
  return { actions, end: last + 1 };
}

function invalid(index: number, what: string): VpcctlError {
  return inputError('TUTORIAL_INVALID', `line ${index + 1}: ${what}`);
}
