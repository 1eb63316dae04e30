import { describe, expect, it } from 'vitest';
import { allSources } from '../../support/house/sources.js';

const sources = allSources();
const tests = sources.filter(({ path }) => path.endsWith('.test.ts'));

const LONGEST = 300;

describe('files', () => {
  it(`are none of them longer than ${LONGEST} lines`, () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > LONGEST);
    expect(long).toEqual([]);
  });

  it('are there to be looked at', () => {
    for (const path of ['src/index.ts', 'journal/src/index.ts', 'bin/build.mjs']) {
      expect(sources.map((source) => source.path)).toContain(path);
    }
    expect(tests.length).toBeGreaterThan(20);
  });
});

describe('tests', () => {
  it('say in their name what they cost, or they would not run', () => {
    const named = /\.(unit|int|e2e)\.test\.ts$/;
    expect(tests.filter(({ path }) => !named.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it('are neither skipped nor left for later, none of them', () => {
    const skipped =
      /\b(it|test|describe|suite|bench)(\.\w+)*\.(skip|skipIf|runIf|todo|only|fails)\b|\b(ctx|context)\.skip\(|\b[xf](it|describe)\(/;
    const faults = tests.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (skipped.test(line) ? `${path}:${i + 1}` : [])),
    );
    expect(faults).toEqual([]);
    // Written so that this file isn't one of those it looks for.
    for (const [name, way] of ['it skip', 'describe only', 'test skipIf', 'it.each todo'].map(
      (line) => line.split(' '),
    )) {
      const line = `${name}.${way}(`;
      expect(skipped.test(line), line).toBe(true);
    }
  });
});
