import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeStore } from '../../../src/host/plugins/store.js';
import { interleave, median, Samples } from '../measure/statistics.js';
import type { Bench } from '../rows/bench.js';

/** So many that what one costs stands out of the noise. */
const INSTALLED = 10;

/**
 * What each installed plugin adds to the start of `vpcctl list`, which does not use it: the medians
 * with ten and with none.
 * @returns milliseconds of processor time a plugin
 */
export function measurePlugins(bench: Bench): number {
  const samples = new Samples();
  const homes = [0, INSTALLED].map((count) => {
    const home = bench.newDirectory();
    installFakes(join(home, 'plugins'), count);
    return { count: String(count), home };
  });
  for (const order of interleave(homes, 2 * bench.rounds)) {
    for (const { count, home } of order) {
      const env = { ...process.env, VPCCTL_HOME: home };
      samples.add(count, bench.measure(['vpcctl', 'list'], { env }).processor);
    }
  }
  return (median(samples.of(String(INSTALLED))) - median(samples.of('0'))) / INSTALLED;
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
    put('plugin.cjs', `module.exports = async () => ({ name: '${name}', apiVersion: 2 });`);
    const ids = [`${name}-on`, `${name}-off`];
    const commands = Object.fromEntries(
      ids.map((id) => [id, { id, aliases: [], args: {}, flags: {}, summary: 'Fake.' }]),
    );
    put('oclif.manifest.json', JSON.stringify({ commands, version: '1.0.0' }));
  }
  const plugins = names.map((name) => ({ name, type: 'link' as const, root: place(name) }));
  writeStore(store, { plugins, packages: new Map() });
}
