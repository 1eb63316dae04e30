import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from '../../support/house/imports.js';
import { allSources, type Source } from '../../support/house/sources.js';

const sources = allSources().filter(({ path }) => path.startsWith('test/'));
const tests = sources.filter(({ path }) => path.endsWith('.test.ts'));

/**
 * Tests that start vpcctl as a process of its own, which takes half a second. All other tests run
 * it by `lab.vpcctl`.
 */
const MAY_START_VPCCTL: Readonly<Record<string, string>> = {
  'test/kernel/cli': 'exit codes, signals, terminals, environments, closed outputs',
  'test/kernel/start': 'what a start loads, and refuses',
  'test/kernel/lab': 'vpcctl lab is a process, and makes others',
  'test/kernel/workload': 'exec hands its terminal and its inputs on; a command is killed',
  'test/kernel/watch': 'the watcher is a process that goes on',
  'test/kernel/page': 'the server is a process that goes on',
  'test/kernel/flow-logs': 'the service and its followers are processes that go on',
  'test/kernel/chaos': 'commands are killed, and meet programs that fail',
  'test/kernel/install': 'plugins come and go between two starts',
  'test/long': 'the whole product, as users run it',
};

const STARTS_VPCCTL = /\b(run|start|spawn)\(\s*'vpcctl'/;

/** Whether `path` is in `folder` or below it. */
const isIn = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** The folder whose files a file may import. The benchmark is one program, in several folders. */
const homeOf = (path: string): string => (isIn(path, 'test/bench') ? 'test/bench' : dirname(path));

/** Imports of a test file that are not of its folder, nor of the sources, nor of test/support. */
function strayImports({ path, text }: Source): string[] {
  const isShared = isIn(path, 'test/support');
  return importsOf({ text })
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => join(dirname(path), specifier))
    .filter((target) => isIn(target, 'test'))
    .filter((target) => !isIn(target, 'test/support') && (isShared || !isIn(target, homeOf(path))))
    .map((target) => `${path} imports ${target}`);
}

describe('tests', () => {
  it('import from no other folder of tests', () => {
    expect(sources.flatMap(strayImports)).toEqual([]);
    for (const [path, specifier] of [
      ['test/unit/ui/a.unit.test.ts', '../house/b.js'],
      ['test/support/lab/a.ts', '../../kernel/lab/b.js'],
      ['test/kernel/cli/a.int.test.ts', '../../long/chaos/b.js'],
    ] as const) {
      const text = `import { b } from '${specifier}';`;
      expect(strayImports({ path, text }), path).toHaveLength(1);
    }
  });

  it('start vpcctl as a process only where the list says why', () => {
    const starting = tests.filter(({ text }) => STARTS_VPCCTL.test(text));
    const allowed = Object.keys(MAY_START_VPCCTL);
    const faults = starting.filter(({ path }) => !allowed.some((folder) => isIn(path, folder)));
    expect(faults.map(({ path }) => path)).toEqual([]);
    expect(STARTS_VPCCTL.test("await lab.run(\n  'vpcctl', ['list'])")).toBe(true);
  });

  it('are found by the test', () => {
    expect(tests.length).toBeGreaterThan(100);
    for (const folder of ['unit', 'kernel', 'long', 'support']) {
      expect(sources.some(({ path }) => isIn(path, `test/${folder}`))).toBe(true);
    }
  });

  it('have a name with .unit, .int or .e2e', () => {
    const named = /\.(unit|int|e2e)\.test\.ts$/;
    expect(tests.filter(({ path }) => !named.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it('are never skipped', () => {
    const skipped =
      /\b(it|test|describe|suite|bench)(\.\w+)*\.(skip|skipIf|runIf|todo|only|fails)\b|\b(ctx|context)\.skip\(|\b[xf](it|describe)\(/;
    const faults = tests.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (skipped.test(line) ? `${path}:${i + 1}` : [])),
    );
    expect(faults).toEqual([]);
    // The text is split so that the search does not find this file.
    for (const [name, way] of ['it skip', 'describe only', 'test skipIf', 'it.each todo'].map(
      (line) => line.split(' '),
    )) {
      const line = `${name}.${way}(`;
      expect(skipped.test(line), line).toBe(true);
    }
  });
});
