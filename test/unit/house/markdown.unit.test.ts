import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';

const DIRECTORIES = ['.', 'docs', 'docs/decisions'];

/** Tables, indented code, and what is expected of a command. Code between fences is left out. */
const UNWRAPPED = /^(\|| {4}|<!-- expect: |succeeds; )/;

/** The lines of prose that are longer than 100 characters, by their number. */
function longLines(text: string): number[] {
  return text
    .replaceAll(/^```[\s\S]*?^```$/gm, (block) => block.replaceAll(/.+/g, ''))
    .split('\n')
    .flatMap((line, at) => ([...line].length > 100 && !UNWRAPPED.test(line) ? [at + 1] : []));
}

it.each(DIRECTORIES)('Markdown in %s ends at 100 columns', (directory) => {
  const names = readdirSync(join(CHECKOUT, directory)).filter((name) => name.endsWith('.md'));
  expect(names.length).toBeGreaterThan(0);
  const long = names.flatMap((name) =>
    longLines(readFileSync(join(CHECKOUT, directory, name), 'utf8')).map((at) => `${name}:${at}`),
  );
  expect(long).toEqual([]);
});

it('a long line of prose is found, and a row of a table is not', () => {
  const long = 'word '.repeat(21);
  expect(longLines(`short\n${long}\n| ${long} |`)).toEqual([2]);
});
