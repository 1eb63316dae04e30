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
    const seldom = '/ (child_process|net|tty)$/';
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

  it('and that of reading commands are enough for history', async () => {
    const commands = 'vpcctl history -n 2 && vpcctl history --vpc a';
    const { stdout, stderr, exitCode } = await runAlone(commands, '{engine,rare,zod}');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/add instance c 10\.0\.1\.\d+ to a\/b/);
  });

  it('draws text without the library that lays out, which a picture needs', async () => {
    const whole = await runAlone('vpcctl graph --format svg', 'demo');
    expect(whole).toMatchObject({ exitCode: 0, stderr: '' });
    expect(whole.stdout).toMatch(/^<svg .*<\/svg>$/s);
    const commands = 'vpcctl graph && vpcctl graph --format svg';
    const { stdout, stderr, exitCode } = await runAlone(commands, 'elk');
    expect(stdout).toMatch(/^a {2}10\.0\.0\.0\/16\n└─ b {2}.*\n {3}└─ c {2}10\.0\.1\.\d+/);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('elk.cjs');
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
