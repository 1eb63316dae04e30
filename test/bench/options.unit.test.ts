import { describe, expect, it } from 'vitest';
import { HELP, readOptions, UsageError } from './options.js';
import { PARTS } from './rows/parts.js';

const partsOf = (...argv: string[]) => readOptions(argv)?.parts.map(({ name }) => name);

describe('the options', () => {
  it('take all parts, those of --only, or the large ones', () => {
    expect(partsOf()).toEqual(PARTS.map(({ name }) => name));
    expect(partsOf('--only', 'packets,tutorial')).toEqual(['tutorial', 'packets']);
    expect(partsOf('--scale')).toEqual(['build', 'topology', 'large']);
  });

  it.each([
    [['--only', 'nothing'], 'there is no part nothing'],
    [['--rounds', '0'], '--rounds takes a whole number from 1'],
    [['--divide', 'x'], '--divide takes a whole number from 1'],
    [['--write', 'a.md', '--scale'], '--write writes the whole page'],
    [['--rnuds', '3'], '--rnuds'],
  ])('refuse %j', (argv, says) => {
    const read = () => readOptions(argv);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(says);
  });

  it('have help that names every part', () => {
    expect(readOptions(['--help'])).toBeNull();
    for (const { name } of PARTS) expect(HELP).toContain(name);
  });
});
