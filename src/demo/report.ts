import { paint } from '../ui/text/paint.js';
import { printable } from '../ui/text/text.js';
import type { Action, Step } from './parse.js';
import type { Played } from './play.js';

/** How many lines of output are shown of a command that did as expected; of any other, all are. */
const LINES = 12;

export function renderStep({ title }: Step): string[] {
  return ['', paint.strong(printable(title))];
}

/** Text of the tutorial around its commands. */
export function renderText(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines.map(printable), ''];
}

export function renderAction({ text }: Action): string[] {
  const [first = '', ...rest] = text.split('\n');
  return [`  $ ${printable(first)}`, ...rest.map((line) => `    ${printable(line)}`)];
}

/** The output of a command, its expectation, and the differences. */
export function renderPlayed({ action, output, differences: found }: Played): string[] {
  const lines = output
    .replaceAll('\t', '    ')
    .split('\n')
    .map((line) => printable(line.trimEnd()))
    .filter((line) => line !== '');
  const shown = found.length > 0 ? lines : lines.slice(0, LINES);
  const left = lines.length - shown.length;
  return [
    ...[...shown, ...(left > 0 ? [`… ${left} more lines`] : [])].map(
      (line) => `    ${paint.dim(line)}`,
    ),
    found.length === 0
      ? `  ${paint.good('✓')} ${action.expected.text}`
      : `  ${paint.bad('✗')} expected: ${action.expected.text}`,
    ...found.map((difference) => `    ${paint.bad(`but ${difference}`)}`),
  ];
}

/** The last lines: the differences from the tutorial, the number of commands, and the time. */
export function renderSummary(steps: readonly Step[], all: readonly Played[]): string[] {
  const differing = all.filter(({ differences: found }) => found.length > 0);
  const seconds = all.reduce((sum, played) => sum + played.seconds, 0);
  const good = all.length - differing.length;
  const count = `${good} of ${all.length} commands in ${steps.length} steps did what the tutorial says`;
  return [
    '',
    ...differing.flatMap(({ action, differences: found }) => [
      `${paint.bad('✗')} line ${action.line}: ${printable(action.text.split('\n')[0] ?? '')}`,
      ...found.map((difference) => `    ${difference}`),
    ]),
    `${differing.length === 0 ? paint.good(count) : paint.bad(count)}, in ${seconds.toFixed(1)} s`,
  ];
}

/** Where to go from the tutorial. */
export function renderNext(): string[] {
  return [
    '',
    'See it yourself, in a shell that vpcctl lab gives:',
    '  vpcctl graph --output network.svg   a drawing of the network, or of a change: --diff A B',
    '  vpcctl ui                           the network and its history in a browser',
  ];
}
