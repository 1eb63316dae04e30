import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CommandResult,
  differences,
  parseExpectation,
} from '../../../src/demo/expectation.js';
import { parseTutorial } from '../../../src/demo/parse.js';
import { splitCommands } from '../../../src/demo/split.js';

const happened = (change: Partial<CommandResult> = {}): CommandResult => ({
  exitCode: 0,
  timedOut: false,
  output: '3 packets transmitted, 3 received\nrtt 0.1 ms\n',
  ...change,
});

const judge = (expectation: string, change?: Partial<CommandResult>) =>
  differences(parseExpectation(expectation, 1), happened(change));

describe('a block of shell', () => {
  it('has a command in each line but comments and empty lines', () => {
    expect(splitCommands(['# who', 'id -u', '', '  # where', 'pwd &'], 10)).toEqual([
      { text: 'id -u', line: 11 },
      { text: 'pwd &', line: 14 },
    ]);
  });

  it('may have commands of several lines, with backslashes and here-documents', () => {
    const lines = [
      'tc qdisc \\',
      '  add',
      "cat >f <<'EOF'",
      '# not a comment',
      '',
      'EOF',
      'cat <<<x',
    ];
    expect(splitCommands(lines, 1)).toEqual([
      { text: 'tc qdisc \\\n  add', line: 1 },
      { text: "cat >f <<'EOF'\n# not a comment\n\nEOF", line: 3 },
      { text: 'cat <<<x', line: 7 },
    ]);
  });

  it.each([[['true', 'a \\']], [['cat <<EOF', 'text']]])(
    'is refused if a command does not end: %j',
    (lines) => {
      expect(() => splitCommands(lines, 5)).toThrow(/line \d: the command does not end/);
    },
  );

  it('is parsed into any commands, each with its line', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9 |&>-]{0,20}$/);
    const command = fc.oneof(
      word,
      fc.tuple(word, word).map(([a, b]) => `${a} \\\n${b}`),
      fc.tuple(word, word).map(([a, b]) => `${a} <<'END'\n${b}\n# ${b}\n\nEND`),
    );
    const between = fc.constantFrom('', '# a comment', '  ');
    fc.assert(
      fc.property(fc.array(fc.tuple(command, fc.array(between, { maxLength: 3 }))), (parts) => {
        const lines = parts.flatMap(([text, gap]) => [...text.split('\n'), ...gap]);
        const found = splitCommands(lines, 1);
        expect(found.map(({ text }) => text)).toEqual(parts.map(([text]) => text));
        for (const { text, line } of found) expect(lines[line - 1]).toBe(text.split('\n')[0]);
      }),
    );
  });
});

describe('an expectation that holds', () => {
  it.each<[string, Partial<CommandResult>]>([
    ['succeeds', {}],
    ['succeeds; prints "3 received"; prints /^rtt [\\d.]+ ms$/; never prints "lost"', {}],
    ['succeeds; prints nothing', { output: ' \n' }],
    ['succeeds; prints "a; b"; within 10 s', { output: 'a; b' }],
    ['fails', { exitCode: 1 }],
    ['fails', { exitCode: 124, timedOut: true }],
    ['fails; prints "3 received"', { exitCode: 2 }],
  ])('%s', (expectation, change) => {
    expect(judge(expectation, change)).toEqual([]);
  });
});

describe('an expectation that does not hold is reported', () => {
  it.each<[string, Partial<CommandResult>, string]>([
    ['succeeds', { exitCode: 1 }, 'its exit code is 1'],
    ['succeeds', { exitCode: 124, timedOut: true }, 'it ran out of time'],
    ['succeeds', { timedOut: true }, 'it ran out of time'],
    ['fails', {}, 'its exit code is 0'],
    ['fails', { exitCode: 127 }, 'its exit code is 127'],
    ['fails', { exitCode: 126 }, 'its exit code is 126'],
    ['succeeds; prints "0 received"', {}, 'it does not print "0 received"'],
    ['succeeds; prints /^received/', {}, 'it does not print /^received/'],
    ['succeeds; never prints "rtt"', {}, 'it prints "rtt"'],
    ['succeeds; never prints /r.t/', {}, 'it prints /r.t/'],
    ['succeeds; prints nothing', {}, 'it prints something'],
  ])('%s: %j', (expectation, change, difference) => {
    expect(judge(expectation, change)).toEqual([difference]);
  });

  it('with every difference', () => {
    expect(judge('succeeds; prints "x"; never prints "rtt"', { exitCode: 9 })).toHaveLength(3);
  });

  it('for any output', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[^"]+$/), (output, text) => {
        const found = judge(`succeeds; prints "${text}"`, { output });
        expect(found.length === 0).toBe(output.includes(text));
        const never = judge(`succeeds; never prints "${text}"`, { output });
        expect(never.length === 0).toBe(!output.includes(text));
      }),
    );
  });
});

it.each([
  '',
  'prints "x"',
  'succeeds; fails',
  'succeeds; succeeds',
  'succeds',
  'succeeds prints "x"',
  'succeeds; prints x',
  'succeeds; prints ""',
  'succeeds; prints /(/',
  'succeeds; within 10',
  'succeeds; prints "x" y',
])('an invalid expectation is refused: %s', (text) => {
  expect(() => parseExpectation(text, 7)).toThrow(/^line 7: /);
});

describe('a tutorial', () => {
  const block = (commands: string, comment: string) =>
    `\`\`\`sh\n${commands}\n\`\`\`\n${comment}\n`;

  it('has steps by heading, with the commands of all their blocks', () => {
    const steps = parseTutorial(`# Title
## One
${block('a\nb', '<!-- expect\nsucceeds\nfails; prints "x"\n-->')}
\`\`\`json
{ "not": "run" }
\`\`\`
${block('c', '\n<!-- expect: succeeds -->')}
## Two
### Part
${block('d', '<!-- expect: succeeds -->')}`);
    expect(
      steps.map(({ title, actions }) => [title, actions.map((a) => [a.text, a.expected.text])]),
    ).toEqual([
      [
        'One',
        [
          ['a', 'succeeds'],
          ['b', 'fails; prints "x"'],
          ['c', 'succeeds'],
        ],
      ],
      ['Two › Part', [['d', 'succeeds']]],
    ]);
    expect(steps[0]?.actions.map(({ line }) => line)).toEqual([4, 5, 16]);
  });

  it.each([
    [block('a', 'and so on'), 'line 1: no expectation follows the block'],
    [block('a', ''), 'line 1: no expectation follows the block'],
    [block('a\nb', '<!-- expect: succeeds -->'), '2 commands, 1 expectations'],
    [block('a', '<!-- expect\nsucceeds\nfails\n-->'), '1 commands, 2 expectations'],
    [block('a', '<!-- expect: succeeds'), 'line 4: the expectation does not end'],
    [block('a', '<!-- expect: works -->'), 'line 4: not an expectation: works'],
    ['text\n<!-- expect: succeeds -->', 'line 2: the expectation does not follow a block'],
    ['```sh\na', 'line 1: the block does not end'],
  ])('is refused where it is ambiguous: %j', (markdown, message) => {
    expect(() => parseTutorial(markdown)).toThrow(message);
  });
});
