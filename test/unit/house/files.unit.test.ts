import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { allSources } from '../../support/house/sources.js';

const sources = allSources();

const LONGEST = 300;
/** Files with fewer lines are counted; they are no fault in small numbers. */
const SHORT = 20;

/** The most source files in one folder, without those of the folders below it. */
const MOST = 14;
/** Folders with more files: their number, and the reason. */
const FULLER: Readonly<Record<string, readonly [number, string]>> = {};

/** What stands at the top, in place of what a trial leaves there. */
const TOP = [
  ...['CONTRIBUTING.md', 'LICENSE', 'README.md', 'biome.json'],
  ...['bin', 'docs', 'examples', 'journal', 'package-lock.json', 'package.json', 'patches'],
  ...['plugins', 'src', 'test', 'tsconfig.json', 'vitest.config.ts'],
];

describe('files', () => {
  it('at the top are the ones that are known', () => {
    const ignored = readFileSync(join(CHECKOUT, '.gitignore'), 'utf8').split(/\/?\n/);
    const left = readdirSync(CHECKOUT).filter(
      (name) => !ignored.includes(name) && !/^\.|\.tgz$/.test(name),
    );
    expect(left.filter((name) => !TOP.includes(name))).toEqual([]);
  });

  it(`have at most ${LONGEST} lines`, () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > LONGEST);
    expect(long).toEqual([]);
  });

  it('are found by the test', () => {
    for (const path of ['src/index.ts', 'journal/src/index.ts', 'bin/build.mjs']) {
      expect(sources.map((source) => source.path)).toContain(path);
    }
  });

  it(`are at most ${MOST} in a folder`, () => {
    const files = new Map<string, number>();
    for (const { path } of sources) {
      if (!/^(src|journal|plugins|test)\//.test(path)) continue;
      files.set(dirname(path), (files.get(dirname(path)) ?? 0) + 1);
    }
    const counts = [...files].filter(([, count]) => count > MOST);
    // The list must not keep a folder that has become small enough.
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(Object.entries(FULLER).map(([folder, [count]]) => [folder, count])),
    );
  });

  it('are counted where they are very short', () => {
    const lines = ({ text }: { text: string }) => text.split('\n').length - 1;
    const short = sources.filter((source) => /\.ts$/.test(source.path) && lines(source) < SHORT);
    console.log(`${short.length} files have less than ${SHORT} lines`);
    expect(short.length).toBeLessThan(sources.length / 4);
  });
});
