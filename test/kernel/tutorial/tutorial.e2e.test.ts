import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTutorial } from '../../../src/demo/parse.js';
import { CHECKOUT } from '../../support/checkout.js';
import { outsideEnvironment, startLab, USERS } from '../../support/lab/harness.js';
import { hostChanges, hostState } from '../../support/lab/host-state.js';

const TUTORIAL = join(CHECKOUT, 'docs', 'tutorial.md');
const DEMO = join(CHECKOUT, 'dist', 'demo.cjs');
const MINUTES = 60_000;

/** A directory that every user may read. */
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-tutorial-'));
  chmodSync(directory, 0o755);
  copyFileSync(TUTORIAL, join(directory, 'tutorial.md'));
  chmodSync(join(directory, 'tutorial.md'), 0o644);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('docs/tutorial.md', () => {
  it.each(USERS)(
    'works as written, and leaves the host unchanged, as %s',
    async (user) => {
      const steps = parseTutorial(readFileSync(TUTORIAL, 'utf8'));
      const count = steps.flatMap(({ actions }) => actions).length;
      const lab = await startLab({ user });
      try {
        const before = await hostState(lab);
        const demo = join(lab.packageRoot, 'dist', 'demo.cjs');
        const played = await lab.run('node', [demo, '--inside', join(directory, 'tutorial.md')], {
          timeout: 3 * MINUTES,
        });
        const summary = played.stdout.slice(played.stdout.lastIndexOf('\n\n')).trim();
        expect({ ...played, stdout: summary }).toEqual({
          exitCode: 0,
          stderr: '',
          stdout: expect.stringContaining(`${count} of ${count} commands in ${steps.length} steps`),
        });
        expect(hostChanges(before, await hostState(lab))).toEqual([]);
      } finally {
        await lab.stop();
      }
    },
    4 * MINUTES,
  );
});

describe('the demo', () => {
  async function demo(...args: string[]) {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [DEMO, ...args], {
      cwd: '/',
      env: outsideEnvironment(),
      extendEnv: false,
      reject: false,
    });
    return { exitCode, stdout, stderr };
  }

  function text(command: string, expectation: string): string {
    const file = join(directory, 'short.md');
    const block = `\`\`\`sh\n${command}\n\`\`\``;
    writeFileSync(file, `## A step\n${block}\n<!-- expect: ${expectation} -->\n`);
    return file;
  }

  it('runs in a lab of its own', async () => {
    const { exitCode, stdout } = await demo(text('ip -br addr', 'succeeds; prints "203.0.113.2"'));
    expect(stdout).toMatch(/^\nA step\n {2}\$ ip -br addr\n(.*\n)+ {2}✓ .*\n\n1 of 1 commands/);
    expect(exitCode).toBe(0);
  });

  it('fails when a step differs', async () => {
    const { exitCode, stdout } = await demo(text('ip -br addr', 'succeeds; prints "203.0.113.3"'));
    expect(stdout).toMatch(/✗ line 3: ip -br addr\n.*"203.0.113.3"\n0 of 1 commands in 1 steps/);
    expect(exitCode).toBe(1);
  });

  it('names the wrong line of a tutorial', async () => {
    expect(await demo(text('true', 'works'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('line 5: not an expectation: works'),
    });
  });

  it('does not run outside of a lab', async () => {
    const file = text('true', 'succeeds');
    expect(await demo('--inside', file)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('this is no lab'),
    });
  });
});
