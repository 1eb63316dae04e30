import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { copyOfPackage, run } from '../../support/cli/package.js';

// bin/splitting.mjs says which module is in which bundle.
describe('the first bundle, alone', () => {
  let root: string;
  let remove: () => void;
  beforeEach(() => {
    ({ root, remove } = copyOfPackage());
  });
  afterEach(() => remove());

  /** Runs a command in a lab with an instance, from where only some bundles of the CLI are left. */
  async function runAlone(command: string, gone = '{engine,rare,reading,zod}') {
    const script = `{
      vpcctl create-vpc a 10.0.0.0/16 && vpcctl add-subnet a b 10.0.1.0/24 --type public &&
      vpcctl add-instance a b c && rm ${join(root, 'dist')}/${gone}.cjs
    } >/dev/null 2>&1 && ${command}`;
    return run(join(root, 'bin', 'vpcctl'), ['lab', '--', 'bash', '-c', script]);
  }

  it('is enough for list, show and exec', async () => {
    const { stdout, stderr, exitCode } = await runAlone(
      'vpcctl list && vpcctl show a && vpcctl list --json && vpcctl exec a b/c -- echo in c',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/in c$/);
  });

  it('starts list without the modules of Node that only other commands use', async () => {
    const seldom = '/ (child_process|crypto|net|stream|tty)$/';
    const loaded = `process.moduleLoadList.filter((name) => ${seldom}.test(name))`;
    const hook = `process.once("exit", () => require("node:fs").writeSync(1, \`loaded \${${loaded}}\\n\`))`;
    writeFileSync(join(root, 'hook.cjs'), hook);
    const hooked = `NODE_OPTIONS="--require ${join(root, 'hook.cjs')}"`;
    const { stdout } = await runAlone(
      `${hooked} vpcctl list && ${hooked} node -e 'require("node:child_process")'`,
    );
    const [ours, other] = stdout.match(/loaded.*/g) ?? [];
    expect(ours).toBe('loaded ');
    expect(other).toContain('NativeModule child_process');
  });

  it('and that of reading commands are enough for history and reach', async () => {
    const { stdout, stderr, exitCode } = await runAlone(
      'vpcctl history -n 2 && vpcctl history --vpc a && vpcctl reach a/b/c a/b',
      '{engine,rare,zod}',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/add instance c 10\.0\.1\.\d+ to a\/b/);
    expect(stdout).toMatch(/^yes: a\/b\/c reaches a\/b, icmp$/m);
  });

  it('cannot change anything', async () => {
    const { stderr, exitCode } = await runAlone('vpcctl delete-vpc a');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('engine.cjs');
  });
});

describe('the first bundle', () => {
  it.each(['ZodError', 'ExecaError'])('leaves %s to the bundle of the engine', (word) => {
    const holders = ['engine.cjs', 'vpcctl.cjs'].filter((bundle) =>
      readFileSync(join(CHECKOUT, 'dist', bundle), 'utf8').includes(word),
    );
    expect(holders).toEqual(['engine.cjs']);
  });
});

it('no bundle holds zod but the one that all share', () => {
  const all = ['engine', 'reading', 'vpcctl', 'zod'].map((name) =>
    join(CHECKOUT, 'dist', `${name}.cjs`),
  );
  const holders = all.filter((file) => {
    return readFileSync(file, 'utf8').includes('No matching discriminator');
  });
  expect(holders).toEqual([join(CHECKOUT, 'dist', 'zod.cjs')]);
});
