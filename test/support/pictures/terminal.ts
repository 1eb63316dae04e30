import { escaped, picture } from './svg.js';

/** Of a character of 13 pixels. */
const [WIDTH, HEIGHT] = [7.85, 18];

/** A command, and what it printed. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** What a terminal shows: the commands with their real output. */
export function terminal(title: string, shown: readonly Shown[]): string {
  const lines = shown.flatMap(({ command, output }, at) => [
    ...(at === 0 ? [] : [{ text: '', isCommand: false }]),
    { text: `$ ${command}`, isCommand: true },
    ...output
      .trimEnd()
      .split('\n')
      .map((text) => ({ text, isCommand: false })),
  ]);
  const columns = Math.max(...lines.map(({ text }) => text.length));
  const size = [Math.ceil(columns * WIDTH) + 40, lines.length * HEIGHT + 30] as const;
  const font = 'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13"';
  const parts = lines.map(({ text, isCommand }, at) => {
    const fill = isCommand ? '#fde68a' : '#e2e8f0';
    return `<text x="20" y="${28 + at * HEIGHT}" ${font} fill="${fill}" xml:space="preserve">${escaped(text.trimEnd())}</text>`;
  });
  return picture(size, title, parts, '#0f172a');
}
