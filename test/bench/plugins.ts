import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeStore } from '../../src/host/plugins/store.js';
import { interleave, median, Samples } from './measure.js';
import { mustRun } from './program.js';

/** So many that what one costs stands out of the noise. */
const INSTALLED = 10;

/** What one installed plugin that a command does not use may add to a start, in milliseconds. */
export const ALLOWED_PER_PLUGIN = 5;

/**
 * What each installed plugin adds to `vpcctl list`: the medians with ten and with none, one after the other in each round.
 * @param directory where state directories are made for it
 * @returns milliseconds a plugin
 */
export function measurePlugins(directory: string, rounds: number): number {
  const samples = new Samples();
  const homes = [0, INSTALLED].map((count) => {
    const home = join(directory, `with-${count}-plugins`);
    installFakes(join(home, 'plugins'), count);
    return { count: String(count), home };
  });
  const tasks = homes.map(({ count, home }) => () => {
    const env = { ...process.env, VPCCTL_HOME: home };
    samples.add(count, mustRun(['vpcctl', 'list'], env).milliseconds);
  });
  for (const order of interleave(tasks, 2 * rounds)) for (const task of order) task();
  const added = median(samples.of(String(INSTALLED))) - median(samples.of('0'));
  return added / INSTALLED;
}

/** As `plugins install` leaves them, with two commands each. */
function installFakes(store: string, count: number): void {
  const names = Array.from({ length: count }, (_, i) => `fake${i}`);
  const place = (name: string) => join(store, name, 'node_modules', name);
  for (const name of names) {
    mkdirSync(place(name), { recursive: true, mode: 0o700 });
    const put = (file: string, text: string) => writeFileSync(join(place(name), file), text);
    const oclif = {
      commands: { strategy: 'explicit', target: './commands.cjs', identifier: 'commands' },
      hooks: { 'vpcctl:plugin': './plugin.cjs' },
    };
    put('package.json', JSON.stringify({ name, version: '1.0.0', oclif }));
    put('plugin.cjs', `module.exports = async () => ({ name: '${name}', apiVersion: 3 });`);
    const ids = [`${name}-on`, `${name}-off`];
    const commands = Object.fromEntries(
      ids.map((id) => [id, { id, aliases: [], args: {}, flags: {}, summary: 'Fake.' }]),
    );
    put('oclif.manifest.json', JSON.stringify({ commands, version: '1.0.0' }));
  }
  const plugins = names.map((name) => ({ name, type: 'link' as const, root: place(name) }));
  writeStore(store, { plugins, packages: {} });
}
