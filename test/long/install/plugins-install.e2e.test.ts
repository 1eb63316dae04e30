import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { brings, makePlugin } from '../../support/plugins/made.js';

let lab: Lab;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-plugins-'));
  lab = await startLab();
});
afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true, force: true });
});

const make = (name: string, answer: string, command?: string, oclif?: object) =>
  makePlugin(directory, name, answer, command, oclif);

async function installed(): Promise<string[]> {
  const { stdout } = await lab.vpcctl('plugins', '--json');
  const { plugins } = JSON.parse(stdout) as { plugins: { name: string; source: string }[] };
  return plugins.filter(({ source }) => source === 'user').map(({ name }) => name);
}

async function failure(...args: string[]) {
  const { stdout, exitCode } = await lab.vpcctl(...args, '--json');
  return { exitCode, ...(JSON.parse(stdout) as { error?: { code: string; message: string } }) };
}

describe('a plugin is refused and not installed', () => {
  it.each([
    ['of other contracts', () => make('old', brings('a', 'a.b', 99)), 'PLUGIN_API', 'version 99'],
    [
      'with a command there is',
      () => make('lister', brings('a'), 'list'),
      'PLUGIN_CLASH',
      'vpcctl has the command list',
    ],
    [
      'with a feature there is',
      () => make('vpcs', brings('vpc', 'a.b')),
      'PLUGIN_CLASH',
      'the feature vpc',
    ],
    [
      'with an intent there is',
      () => make('undoer', brings('a', 'vpc.create')),
      'PLUGIN_CLASH',
      'the intent vpc.create',
    ],
    [
      "with a name that is the core's own",
      () => make('@vpcctl/nftables', brings('a')),
      'PLUGIN_CLASH',
      '@vpcctl/nftables',
    ],
    ['that is none', () => make('nothing', '1', undefined, {}), 'PLUGIN_NOT_ONE', 'package.json'],
    [
      'that fails when it is loaded',
      () => make('broken', '(() => { throw new Error("no lamp") })()'),
      'PLUGIN_FAILED',
      'no lamp',
    ],
    ['that answers nonsense', () => make('mad', '7'), 'PLUGIN_FAILED', 'returns no plugin'],
    ['that is not there', () => join(directory, 'gone.tgz'), 'PLUGIN_FILE_UNKNOWN', 'gone.tgz'],
    ['of no possible name', () => 'git+ssh://x', 'PLUGIN_SPEC_INVALID', 'git+ssh'],
  ])('%s', async (_, wanted, code, message) => {
    const { error } = await failure('plugins', 'install', wanted());
    expect(error).toMatchObject({ code });
    expect(error?.message).toContain(message);
    expect(await installed()).toEqual([]);
    const { stdout } = await lab.run('ls', ['-A', join(await home(), 'plugins')]);
    expect(stdout).toBe('');
  });
});

async function home(): Promise<string> {
  return (await lab.run('sh', ['-c', 'printf %s "$VPCCTL_HOME"'])).stdout;
}

describe('a plugin that is installed', () => {
  it('is listed, can be replaced, and can be uninstalled', async () => {
    const place = make('lamp', brings('lamp'));
    await lab.vpcctl('plugins', 'install', place);
    expect(await installed()).toEqual(['lamp']);
    await lab.vpcctl('plugins', 'install', place);
    expect(await installed()).toEqual(['lamp']);
    await lab.vpcctl('plugins', 'uninstall', 'lamp');
    expect(await installed()).toEqual([]);
    expect(await failure('plugins', 'uninstall', 'lamp')).toMatchObject({
      exitCode: 2,
      error: { code: 'PLUGIN_UNKNOWN' },
    });
  });

  it('is not run any more when another user may write to it or to its directory', async () => {
    await lab.vpcctl('plugins', 'install', make('lamp', brings('lamp'), 'lamp'));
    const store = join(await home(), 'plugins');
    const root = await rootOf('lamp');
    for (const [path, code] of [
      [root, 'PLUGIN_UNSAFE'],
      [join(root, 'commands.cjs'), 'PLUGIN_UNSAFE'],
      [store, 'HOME_UNSAFE'],
      [join(store, 'package.json'), 'HOME_UNSAFE'],
    ] as const) {
      await lab.run('chmod', ['o+w', path]);
      for (const args of [['create-vpc', 'a', '10.0.0.0/16'], ['lamp'], ['list']]) {
        expect(await failure(...args), path).toMatchObject({ exitCode: 3, error: { code } });
      }
      await lab.run('chmod', ['o-w', path]);
    }
    expect(await failure('create-vpc', 'a', '10.0.0.0/16')).toMatchObject({ exitCode: 0 });
    await lab.run('chmod', ['o+w', await rootOf('lamp')]);
    expect(await failure('plugins', 'uninstall', 'lamp')).toMatchObject({ exitCode: 0 });
    expect(await failure('list')).toMatchObject({ exitCode: 0 });
  });

  it('may not hook into each command', async () => {
    const hooks = { 'vpcctl:plugin': './plugin.cjs', init: './plugin.cjs' };
    const place = make('hook', brings('hook'), undefined, { hooks });
    expect(await failure('plugins', 'install', place)).toMatchObject({
      error: { code: 'PLUGIN_HOOK_UNKNOWN', message: expect.stringContaining('init') },
    });
  });

  it('is in the store whole or not at all, also where an installation was killed', async () => {
    await lab.vpcctl('plugins', 'install', make('lamp', brings('lamp')));
    const store = join(await home(), 'plugins');
    const before = (await lab.run('ls', ['-A', store])).stdout;
    await lab.run('mkdir', [join(store, 'tree-killed'), join(store, '.new-killed')]);
    await lab.vpcctl('plugins', 'install', make('lamp', brings('lamp')));
    const after = (await lab.run('ls', ['-A', store])).stdout;
    expect(after.split('\n')).toHaveLength(before.split('\n').length);
    expect(after).not.toContain('killed');
  });

  it('is not forgotten where the list of plugins is damaged', async () => {
    const file = join(await home(), 'plugins/package.json');
    const { stdout: text } = await lab.run('cat', [file]);
    await lab.run('sh', ['-c', `printf '{' >${file}`]);
    const damaged = { exitCode: 3, error: { code: 'PLUGIN_STORE_DAMAGED' } };
    expect(await failure('list')).toMatchObject(damaged);
    expect(await failure('plugins', 'install', make('other', brings('other')))).toMatchObject(
      damaged,
    );
    await lab.run('tee', [file], { input: text });
    expect(await installed()).toEqual(['lamp']);
  });
});

/** Where the package of an installed plugin lies. */
async function rootOf(name: string): Promise<string> {
  const file = join(await home(), 'plugins/package.json');
  const { oclif } = JSON.parse((await lab.run('cat', [file])).stdout) as {
    oclif: { plugins: { name: string; root: string }[] };
  };
  return oclif.plugins.find((plugin) => plugin.name === name)?.root ?? '';
}
