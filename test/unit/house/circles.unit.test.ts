import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { circlesIn, type Edge } from '../../support/house/circles.js';
import { allSources } from '../../support/house/sources.js';

const sources = allSources().filter(({ path }) => !path.startsWith('test/'));
const paths = new Set(sources.map(({ path }) => path));

/** Lists imports between files of the project, also imports of types. */
const edges: Edge[] = sources.flatMap(({ path, text }) =>
  ts.preProcessFile(text).importedFiles.flatMap(({ fileName }): Edge[] => {
    const target = join(dirname(path), fileName).replace(/\.js$/, '.ts');
    return fileName.startsWith('.') && paths.has(target) ? [[path, target]] : [];
  }),
);

/** Circles that the project still has, each with the change that would end it. */
const FOLDERS_STILL_IN_A_CIRCLE = [
  // An intent is one event, so `vpc.create` records the data of two other features.
  [
    'src/features/backend',
    'src/features/foreign-firewalls',
    'src/features/instance',
    'src/features/subnet',
    'src/features/vpc',
    'src/model/workloads',
  ],
];

describe('imports', () => {
  it('make no circle of files', () => {
    expect(circlesIn(edges)).toEqual([]);
  });

  it('make no circle of folders except the listed ones', () => {
    const folders = edges.map(([from, to]): Edge => [dirname(from), dirname(to)]);
    expect(circlesIn(folders)).toEqual(FOLDERS_STILL_IN_A_CIRCLE);
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

  it('of state.ts do not load zod, so that reading commands start without it', () => {
    const states = sources.filter(({ path }) => /^src\/features\/[^/]+\/state\.ts$/.test(path));
    expect(states.length).toBeGreaterThan(5);
    expect(states.filter(({ text }) => text.includes("'zod'")).map(({ path }) => path)).toEqual([]);
  });
});
