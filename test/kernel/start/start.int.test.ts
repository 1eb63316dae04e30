import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyOfPackage, run } from '../../support/cli/package.js';
import { AS_PLAIN_USER } from '../../support/lab/plain-user.js';

const VERSION = /^vpcctl\/\d+\.\d+\.\d+ /;

describe('bin/vpcctl', () => {
  let root: string;
  let remove: () => void;
  let vpcctl: string;
  beforeEach(() => {
    ({ root, remove } = copyOfPackage());
    vpcctl = join(root, 'bin', 'vpcctl');
  });
  afterEach(() => remove());

  it('starts from any directory, and through a symbolic link', async () => {
    symlinkSync(vpcctl, join(root, 'link'));
    expect((await run(vpcctl, ['--version'])).stdout).toMatch(VERSION);
    expect((await run(join(root, 'link'), ['--version'])).stdout).toMatch(VERSION);
  });

  it('advises bin/setup where it was not built', async () => {
    rmSync(join(root, 'dist'), { recursive: true });
    const { exitCode, stderr } = await run(vpcctl, ['list']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`run ${join(root, 'bin', 'setup')}`);
  });

  it('prints help by command and by flag', async () => {
    const { stdout, stderr, exitCode } = await run(vpcctl, ['help', 'lab']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe((await run(vpcctl, ['lab', '--help'])).stdout);
  });

  it('loads a plugin that is an ECMAScript module, without a warning', async () => {
    const store = join(root, 'state', 'plugins');
    const plugin = join(store, 'node_modules', 'extra');
    mkdirSync(plugin, { recursive: true, mode: 0o700 });
    const about = {
      name: 'extra',
      version: '1.0.0',
      type: 'module',
      oclif: { hooks: { init: './hook.mjs' } },
    };
    writeFileSync(join(plugin, 'package.json'), JSON.stringify(about));
    writeFileSync(
      join(plugin, 'hook.mjs'),
      'import "node:fs"; export default async () => console.log("extra");',
    );
    const plugins = [{ name: 'extra', type: 'link', root: plugin }];
    writeFileSync(
      join(store, 'package.json'),
      JSON.stringify({ oclif: { plugins }, vpcctl: { packages: {} } }),
    );
    const { stdout, stderr } = await run(vpcctl, ['--version'], {
      VPCCTL_HOME: join(root, 'state'),
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^extra\nvpcctl\//);
  });

  describe('the code cache', () => {
    const cache = () => join(root, 'dist', 'vpcctl.cjs.cache');
    const bundle = () => join(root, 'dist', 'vpcctl.cjs');

    it('is written by the build, for the bundle beside it', () => {
      const tag = readFileSync(bundle(), 'latin1').slice(2, 18);
      expect(tag).toMatch(/^[0-9a-f]{16}$/);
      expect(readFileSync(cache(), 'latin1').slice(0, 16)).toBe(tag);
    });

    it('is not rewritten while it fits', async () => {
      const before = statSync(cache());
      await run(vpcctl, ['--version']);
      expect(statSync(cache()).ino).toBe(before.ino);
    });

    it.each([
      ['there is none', () => rmSync(cache())],
      ['it is of another bundle', () => spoil(cache(), 0)],
      ['it is of another version of Node, or damaged', () => spoil(cache(), 20)],
      ['it is empty', () => writeFileSync(cache(), '')],
    ])('is rewritten by its owner when %s', async (_, harm) => {
      const good = readFileSync(cache());
      harm();
      const { stdout, stderr } = await run(vpcctl, ['--version']);
      expect(stdout).toMatch(VERSION);
      expect(stderr).toBe('');
      // The same up to what V8 checks: its version, the source, its flags.
      expect(readFileSync(cache()).subarray(0, 24)).toEqual(good.subarray(0, 24));
      const before = statSync(cache());
      await run(vpcctl, ['--version']);
      expect(statSync(cache()).ino).toBe(before.ino);
    });

    it('is not written by a user who does not own the directory', async () => {
      rmSync(cache());
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) chownSync(join(root, 'dist'), 65534, 65534);
      else chmodSync(join(root, 'dist'), 0o555);
      expect((await run(vpcctl, ['--version'])).stdout).toMatch(VERSION);
      expect(existsSync(cache())).toBe(false);
      if (!isRoot) chmodSync(join(root, 'dist'), 0o755);
    });

    it('is not written where any user could have put one', async () => {
      if (process.geteuid?.() !== 0) return;
      rmSync(cache());
      chmodSync(root, 0o755);
      chmodSync(join(root, 'dist'), 0o777);
      const [program = '', ...args] = [...AS_PLAIN_USER, vpcctl, '--version'];
      expect((await run(program, args)).stdout).toMatch(VERSION);
      expect(existsSync(cache())).toBe(false);
    });

    it('is not used for files outside the package', async () => {
      writeFileSync(join(root, 'other.cjs'), 'console.log("plain", require.main === module)');
      const loader = join(root, 'bin', 'code-cache.js');
      const script = `require(${JSON.stringify(loader)}).install(${JSON.stringify(root)}); require(${JSON.stringify(join(root, 'other.cjs'))})`;
      expect((await run(process.execPath, ['-e', script])).stdout).toBe('plain false');
      expect(existsSync(join(root, 'other.cjs.cache'))).toBe(false);
    });
  });
});

/** Changes one byte of a file. */
function spoil(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(file, bytes);
}
