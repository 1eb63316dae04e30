import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '@vpcctl/sdk/lab';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseTutorial } from '../../../src/demo/parse.js';
import { type Played, play } from '../../../src/demo/play.js';
import { renderNext, renderPlayed, renderSummary } from '../../../src/demo/report.js';
import { runShell } from '../../../src/host/process/shell.js';

let directory: string;
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'vpcctl-play-')));
});
afterAll(() => rmSync(directory, { recursive: true }));

const shell = (text: string, timeout = 10_000) => runShell(text, { directory, timeout });

function tutorial(...actions: [command: string, expectation: string][]) {
  return parseTutorial(
    actions.map(([c, e]) => `\`\`\`sh\n${c}\n\`\`\`\n<!-- expect: ${e} -->`).join('\n'),
  );
}

async function playAll(...actions: [command: string, expectation: string][]): Promise<Played[]> {
  const listener = { step: () => {}, action: () => {}, played: () => {} };
  return play(
    tutorial(...actions),
    (text, from, timeout) => runShell(text, { directory: from, timeout }),
    directory,
    listener,
  );
}

/** False once it has ended, also for a zombie. */
function isRunning(pid: string): boolean {
  const status = textOf(`/proc/${pid}/status`);
  return status !== null && !/^State:\s*[ZX]/m.test(status);
}

describe('a line of shell', () => {
  it('gives both outputs in order, and the exit code', async () => {
    expect(await shell('echo a; echo b >&2; echo c; exit 3')).toEqual({
      exitCode: 3,
      timedOut: false,
      output: 'a\nb\nc\n',
      directory,
    });
  });

  it('reports the directory at its end, however it ended', async () => {
    expect((await shell('cd /usr; exit 1')).directory).toBe('/usr');
    expect((await shell('cd /usr\ncat <<EOF\n$PWD\nEOF')).output).toBe('/usr\n');
  });

  it('is ended with its children after a time limit', async () => {
    const result = await shell('sleep 60 & echo $!; sleep 60', 1000);
    expect(result).toMatchObject({ exitCode: 124, timedOut: true });
    await vi.waitFor(() => expect(isRunning(result.output.trim())).toBe(false), 5000);
  });

  it('may print output before it ends', async () => {
    const text = 'trap "echo bye; exit" TERM; while :; do sleep 0.02; done';
    expect(await shell(text, 1000)).toMatchObject({
      exitCode: 124,
      output: expect.stringContaining('bye\n'),
    });
  });

  it('is ended even if it ignores SIGTERM', async () => {
    expect(await shell('trap "" TERM; while :; do :; done', 100)).toMatchObject({
      exitCode: 124,
    });
  });

  it('has the exit code 128 + the number of the signal that ends it', async () => {
    expect((await shell('kill -KILL $$')).exitCode).toBe(137);
  });

  it('leaves background processes running, and their output open', async () => {
    const { output } = await shell(
      '{ until [ -e go ]; do sleep 0.02; done; echo late && echo went on >result; } & echo $!',
    );
    const pid = output.trim();
    expect(isRunning(pid)).toBe(true);
    writeFileSync(join(directory, 'go'), '');
    await vi.waitFor(
      () => expect(readFileSync(join(directory, 'result'), 'utf8')).toBe('went on\n'),
      5000,
    );
  });
});

describe('playing', () => {
  it('keeps the directory, and goes on after a difference', async () => {
    const all = await playAll(
      ['mkdir project && cd project', 'succeeds; prints nothing'],
      ['pwd', 'succeeds; prints "/project"'],
      ['false', 'succeeds'],
      ['true', 'fails'],
      ['no-such-program', 'fails'],
      ['pwd', 'succeeds; prints "/project"; never prints "/project/"'],
    );
    expect(all.map(({ differences }) => differences)).toEqual([
      [],
      [],
      ['its exit code is 1'],
      ['its exit code is 0'],
      ['its exit code is 127'],
      [],
    ]);
  });

  it('repeats a command that may take some time, until its output is as expected', async () => {
    const [played] = await playAll([
      'echo x >>tries; [ $(wc -l <tries) = 3 ] && echo there',
      'succeeds; prints "there"; within 10 s',
    ]);
    expect(played).toMatchObject({ differences: [], output: 'there\n' });
  });

  it('gives up when that time is over', async () => {
    const [played] = await playAll(['echo never', 'succeeds; prints "there"; within 1 s']);
    expect(played?.differences).toEqual(['it does not print "there"']);
  });
});

describe('the report', () => {
  it('names the differences, and shows the whole output of such a command', async () => {
    const actions: [string, string][] = [
      ['seq 40', 'succeeds'],
      ['seq 40', 'succeeds; prints "41"'],
    ];
    const all = await playAll(...actions);
    const [good = [], bad = []] = all.map(renderPlayed);
    expect(good.join('\n')).toMatch(/^ {4}1\n.* 12\n {4}… 28 more lines\n {2}✓ succeeds$/s);
    expect(bad.join('\n')).toMatch(
      / 40\n {2}✗ expected: succeeds; prints "41"\n {4}but it does not/,
    );
    expect(renderSummary(tutorial(...actions), all).join('\n')).toMatch(
      /✗ line 6: seq 40\n {4}it does not print "41"\n1 of 2 commands in 1 steps did/,
    );
  });

  it('ends by naming the drawing and the page', () => {
    const text = renderNext().join('\n');
    expect(text).toMatch(/vpcctl graph --output \S+\.svg .*\n.*vpcctl ui /);
  });

  it('keeps control characters of programs from the terminal', async () => {
    const [played] = await playAll(["printf '\\033[31mred\\ttab'", 'succeeds']);
    expect(played && renderPlayed(played)[0]).toBe('    \ufffd[31mred    tab');
  });
});
