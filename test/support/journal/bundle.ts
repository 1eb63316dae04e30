import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a script that imports the journal, so that a plain Node process of its own can run it; into `directory`.
 * @returns the path of the bundle
 */
export async function bundleScript(directory: string, script: string): Promise<string> {
  const outfile = join(directory, 'script.mjs');
  await build({
    stdin: { contents: script, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['vpcctl-source'],
    logLevel: 'error',
  });
  return outfile;
}
