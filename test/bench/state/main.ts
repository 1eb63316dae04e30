/** Writes a large state directory: test/bench/shell/large-state.sh runs it in a lab. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { stateVersion } from '../../../src/engine/registry/plugin-host.js';
import { writeStateDirectory } from '../../support/scale/state-directory.js';

const count = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  options: { vpcs: count, subnets: count, rules: count, entries: count },
  allowPositionals: true,
});
const root = dirname(dirname(realpathSync(process.argv[1] ?? '')));
const [directory] = positionals;
if (directory === undefined) throw new Error('name the directory');
const size = {
  vpcs: Number(values.vpcs ?? 20),
  subnets: Number(values.subnets ?? 1000),
  rules: Number(values.rules ?? 10_000),
  entries: Number(values.entries ?? 0),
};
writeStateDirectory(directory, size, stateVersion(installed())).catch((error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});

/** The plugins that a checkout has, as oclif lists them. */
function installed() {
  const own = packageAt('.');
  const plugins: string[] = own.oclif.plugins.map((name: string) =>
    name.replace('@vpcctl/', 'plugins/'),
  );
  const list = [own, ...plugins.map(packageAt)].map(({ name, version, oclif }) => ({
    ...{ name, version },
    hooks: oclif.hooks ?? {},
  }));
  const runHook = () => Promise.reject(new Error('no hook is run here'));
  return { version: own.version, getPluginsList: () => list, runHook };
}

function packageAt(path: string) {
  return JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
}
