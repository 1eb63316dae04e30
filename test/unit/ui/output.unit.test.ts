import { didYouMean } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startProgress } from '../../../src/ui/commands/progress.js';
import { palette } from '../../../src/ui/text/paint.js';
import { renderTable } from '../../../src/ui/text/table.js';

describe('progress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const started = () => {
    const lines: string[] = [];
    return { lines, progress: startProgress((line) => lines.push(line)) };
  };

  it('prints nothing in the first two seconds', () => {
    const { lines, progress } = started();
    progress.doing('a');
    vi.advanceTimersByTime(1999);
    progress.stop();
    vi.advanceTimersByTime(10_000);
    expect(lines).toEqual([]);
  });

  it('prints the current step after that, and a later one each five seconds', () => {
    const { lines, progress } = started();
    progress.doing('a');
    progress.doing('b');
    vi.advanceTimersByTime(2000);
    expect(lines).toEqual(['b …']);
    progress.doing('c');
    vi.advanceTimersByTime(4999);
    expect(lines).toEqual(['b …']);
    progress.doing('d');
    vi.advanceTimersByTime(1);
    expect(lines).toEqual(['b …', 'd …']);
    vi.advanceTimersByTime(60_000);
    expect(lines).toEqual(['b …', 'd …']);
    progress.stop();
  });

  it('says soon that it waits, and nothing without a step', () => {
    const { lines, progress } = started();
    vi.advanceTimersByTime(10_000);
    expect(lines).toEqual([]);
    const other = started();
    other.progress.waiting('waiting');
    vi.advanceTimersByTime(500);
    expect(other.lines).toEqual(['waiting …']);
    progress.stop();
    other.progress.stop();
  });

  it('does not keep the process alive', () => {
    vi.useRealTimers();
    const set = vi.spyOn(globalThis, 'setTimeout');
    const progress = startProgress(() => {});
    progress.doing('a');
    const [timer] = set.mock.results.map(({ value }) => value);
    expect(timer).toMatchObject({ hasRef: expect.any(Function) });
    expect(timer.hasRef()).toBe(false);
    progress.stop();
    set.mockRestore();
  });
});

describe('a table', () => {
  it('has columns two spaces apart, no lines, and no spaces at the ends', () => {
    const table = renderTable(
      ['A', 'LONG'],
      [
        ['x', '1'],
        ['yyy', 'two\nlines'],
      ],
    );
    expect(
      table
        .split('\n')
        .map((line) => line.replaceAll('\u001b[2m', '').replaceAll('\u001b[22m', '')),
    ).toEqual(['A    LONG', 'x    1', 'yyy  two', '     lines']);
  });

  it('is the padded cells, for any text', () => {
    const cell = fc.array(fc.string({ maxLength: 4, unit: fc.constantFrom('a', ' ', '-') }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 4 }), (rows) => {
        const texts = rows.map((cells) => cells.map((lines) => lines.join('\n')));
        const lines = rows.flatMap((cells) =>
          [0, 1, 2]
            .slice(0, Math.max(...cells.map(({ length }) => length)))
            .map((n) => cells.map((each) => each[n] ?? '')),
        );
        const width = (column: number) =>
          Math.max(1, ...lines.map((cells) => cells[column]?.length ?? 0));
        const padded = lines.map((cells) => {
          return cells
            .map((text, n) => text.padEnd(width(n)))
            .join('  ')
            .trimEnd();
        });
        expect(renderTable(['A', 'B', 'C'], texts).split('\n').slice(1)).toEqual(padded);
      }),
    );
  });

  it('counts what a terminal shows: wide characters twice, colours not at all', () => {
    const red = '\u001b[31mred\u001b[39m';
    const [, ...lines] = renderTable(
      ['A', 'B'],
      [
        ['漢字', '1'],
        [red, '2'],
        ['é', '3'],
      ],
    ).split('\n');
    expect(lines).toEqual(['漢字  1', `${red}   2`, 'é     3']);
  });
});

describe('colour', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const paintWith = (environment: Record<string, string | undefined>) => {
    for (const name of ['FORCE_COLOR', 'NO_COLOR', 'TERM']) vi.stubEnv(name, environment[name]);
    return palette('stdout').bad('x');
  };

  it('is not used without a terminal', () => {
    expect(paintWith({})).toBe('x');
    expect(paintWith({ NO_COLOR: '1' })).toBe('x');
    expect(paintWith({ FORCE_COLOR: '0' })).toBe('x');
  });

  it('is used if FORCE_COLOR says so', () => {
    expect(paintWith({ FORCE_COLOR: '1' })).toBe('\u001b[31mx\u001b[39m');
  });
});

describe('did you mean', () => {
  it.each([
    ['vcp1', ['vpc1', 'web'], 'vpc1'],
    ['add-subent', ['add-subnet', 'add-vpc'], 'add-subnet'],
    ['inteface', ['interface', 'json'], 'interface'],
    ['x', ['production'], null],
    ['x', ['ab'], null],
    ['x', ['y'], null],
    ['', ['a', 'b'], null],
    ['vpc1', [], null],
  ])('%j of %j is %j', (name, known, meant) => {
    expect(didYouMean(name, known)).toBe(meant);
  });
});
