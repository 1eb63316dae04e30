import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesIn, type Edge } from '../../support/house/circles.js';
import { importsOf } from '../../support/house/imports.js';
import { allSources } from '../../support/house/sources.js';

const sources = allSources().filter(({ path }) => !path.startsWith('test/'));
const paths = new Set(sources.map(({ path }) => path));

/** Lists imports between files of the project, also imports of types. */
const edges: Edge[] = sources.flatMap(({ path, text }) =>
  importsOf({ text }).flatMap((fileName): Edge[] => {
    const target = join(dirname(path), fileName).replace(/\.js$/, '.ts');
    return fileName.startsWith('.') && paths.has(target) ? [[path, target]] : [];
  }),
);

describe('imports', () => {
  it('make no circle of files', () => {
    expect(circlesIn(edges)).toEqual([]);
  });

  it('make no circle of folders', () => {
    const folders = edges.map(([from, to]): Edge => [dirname(from), dirname(to)]);
    expect(circlesIn(folders)).toEqual([]);
  });

  it('are found by the test', () => {
    expect(edges.length).toBeGreaterThan(500);
    const two: Edge[] = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['c', 'd'],
      ['e', 'd'],
      ['e', 'f'],
      ['f', 'e'],
    ];
    expect(circlesIn(two)).toEqual([
      ['a', 'b', 'c'],
      ['e', 'f'],
    ]);
  });

  it('of state.ts and view.ts do not load zod, so that reading commands start without it', () => {
    const states = sources.filter(({ path }) =>
      /^src\/features\/(.+\/)?(state|views?)\.ts$/.test(path),
    );
    expect(states.length).toBeGreaterThan(5);
    expect(states.filter(({ text }) => text.includes("'zod'")).map(({ path }) => path)).toEqual([]);
  });
});
