import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  oclif: z.object({
    hooks: z.record(z.string(), z.unknown()).default({}),
    plugins: z.array(z.string()).default([]),
  }),
});

/** The plugins that a checkout has, as oclif lists them. */
export function installed(root: string) {
  const packageAt = (path: string) =>
    packageSchema.parse(JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')));
  const own = packageAt('.');
  const plugins = own.oclif.plugins.map((name) => name.replace('@vpcctl/', 'plugins/'));
  const list = [own, ...plugins.map(packageAt)].map(({ name, version, oclif }) => ({
    ...{ name, version, hooks: oclif.hooks },
  }));
  const runHook = () => Promise.reject(new Error('no hook is run here'));
  return { version: own.version, getPluginsList: () => list, runHook };
}
