import { describe, expect, it } from 'vitest';
import { parseConsole } from '../../../src/demo/console.js';
import { differences } from '../../../src/demo/expectation.js';
import { parseTutorial } from '../../../src/demo/parse.js';

/** Whether the output of the only command of a block is as it shows. */
function isShown(shown: readonly string[], output: string, exitCode = 0): boolean {
  const [action] = parseConsole(['$ true', ...shown], 1);
  if (action === undefined) throw new Error('no command');
  return differences(action.expected, { exitCode, timedOut: false, output }).length === 0;
}

describe('a console block', () => {
  it('has commands after `$ `, each with its output below', () => {
    const lines = ['$ tc qdisc \\', '  add', '$ ls', 'a', '', 'b'];
    expect(parseConsole(lines, 10)).toMatchObject([
      { text: 'tc qdisc \\\n  add', line: 10, expected: { printsNothing: true } },
      { text: 'ls', line: 12, expected: { prints: [{ source: 'a\n\nb' }] } },
    ]);
  });

  it('is refused where it begins with no command', () => {
    expect(() => parseConsole(['ls', '$ ls'], 7)).toThrow('line 7: no command: ls');
  });

  it('is a part of a text, with the step of its heading', () => {
    const text = '# A\n## Build it\n```console\n$ ls\n…\n```\n```text\n$ no command\n```\n';
    expect(parseTutorial(text)).toMatchObject([
      { title: 'Build it', actions: [{ text: 'ls', line: 4 }] },
    ]);
  });

  it.each([
    ['vpcctl apply -f net.yaml --yes', 0],
    ['vpcctl exec shop web -- python3 -m http.server &', 0],
    ['vpcctl exec shop web -- ping -c 1 10.0.0.1', 10],
    ['curl -s http://203.0.113.2', 10],
  ])('repeats what looks at packets: %s', (command, within) => {
    expect(parseConsole([`$ ${command}`], 1)).toMatchObject([{ expected: { within } }]);
  });
});

describe('an output', () => {
  it.each([
    [['a', 'b'], 'a\nb\n'],
    [['a', '', 'b'], 'a  \n\nb\n\n'],
    [['a…c'], 'a b c\n'],
    [['…', 'b'], 'a\nb\n'],
    [['…', 'b'], 'b\n'],
    [['a', '…', 'c', '…'], 'a\nb\nb\nc\n'],
    [['a (1.5) [x] $ {y} | ^ \\ * + ?'], 'a (1.5) [x] $ {y} | ^ \\ * + ?\n'],
    [[], '\n'],
  ])('is as shown: %j, %j', (shown, output) => {
    expect(isShown(shown, output)).toBe(true);
  });

  it.each([
    [['a'], 'a\nb\n'],
    [['b'], 'a\nb\n'],
    [['a', 'b'], 'a\n\nb\n'],
    [['a…c'], 'a\nc\n'],
    [['a', '…', 'c'], 'a\nb\n'],
    [['a.c'], 'abc\n'],
    [['a'], ''],
    [[], 'a\n'],
  ])('differs: %j, %j', (shown, output) => {
    expect(isShown(shown, output)).toBe(false);
  });

  it('tells alone, whatever the exit code is, but for a program that is missing', () => {
    expect([1, 28, 126, 127].map((code) => isShown(['a'], 'a\n', code))).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
