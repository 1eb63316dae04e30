import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('loads zod and lowdb only where they are used', async () => {
  const { metafile } = await build({
    stdin: { contents: `export * from '@vpcctl/journal'`, resolveDir: import.meta.dirname },
    bundle: true,
    splitting: true,
    write: false,
    outdir: 'out',
    platform: 'node',
    format: 'esm',
    conditions: ['vpcctl-source'],
    external: ['zod', 'lowdb'],
    metafile: true,
  });
  /** What an output needs before it runs, its chunks included. */
  const needs = (path: string): string[] =>
    (metafile.outputs[path]?.imports ?? [])
      .filter(({ kind }) => kind === 'import-statement')
      .flatMap(({ path: needed }) => [needed, ...needs(needed)]);
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint);
  const eager = needs(entry ?? '');
  expect(eager).toContain('node:crypto');
  expect(eager.filter((path) => !path.startsWith('node:') && !path.startsWith('out/'))).toEqual([]);
  const all = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  expect(all.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['zod', 'lowdb', 'lowdb/node']),
  );
});
