/**
 * Writes docs/schemas: the shape of what each command prints with `--json`, and those of firewall policy files and of
 * topology files, as JSON schemas, from the sources. With --check nothing is written, and what differs ends it with exit code 1.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const directory = join(root, 'docs', 'schemas');

const SOURCES = `
  export { toJSONSchema } from 'zod';
  export { outputSchemas } from './src/schemas/index.ts';
  export { policyFileSchema } from './src/features/firewall/policy.ts';
  export { declaredBy } from './src/engine/topology/declared.ts';
  export { topologyJsonSchema } from './src/engine/topology/json-schema.ts';
  import { coreFeatures } from './src/features/index.ts';
  import { forwardFeature } from './plugins/port-forward/src/feature.ts';
  import { shapingFeature } from './plugins/shaping/src/feature.ts';
  export const features = [...coreFeatures, forwardFeature, shapingFeature];
`;

const wanted = makeSchemas(await loadSources());
if (process.argv.includes('--check')) check();
else write();

/** Every schema, by the name of its file. */
function makeSchemas(sources) {
  const { toJSONSchema, outputSchemas, policyFileSchema } = sources;
  const schemas = {
    'topology.schema.json': {
      title: 'A topology of vpcctl, with the keys of the plugins that come with it',
      ...sources.topologyJsonSchema(sources.declaredBy(sources)),
    },
    'firewall-policy.schema.json': {
      title: 'A firewall policy of vpcctl',
      ...toJSONSchema(policyFileSchema, { io: 'input' }),
    },
  };
  for (const [command, schema] of Object.entries(outputSchemas)) {
    const title =
      command === 'error'
        ? 'What every command of vpcctl prints with --json when it fails'
        : `What vpcctl ${command} --json prints`;
    schemas[`${command.replaceAll(' ', '-')}.schema.json`] = { title, ...toJSONSchema(schema) };
  }
  return schemas;
}

/** The sources are TypeScript: they are bundled, and the bundle is imported. */
async function loadSources() {
  const place = mkdtempSync(join(tmpdir(), 'vpcctl-schemas-'));
  const outfile = join(place, 'schemas.mjs');
  try {
    await build({
      stdin: { contents: SOURCES, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['vpcctl-source'],
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(place, { recursive: true });
  }
}

function write() {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [file, schema] of Object.entries(wanted)) {
    writeFileSync(join(directory, file), `${JSON.stringify(schema, null, 2)}\n`);
  }
  const biome = join(root, 'node_modules', '.bin', 'biome');
  const { status } = spawnSync(biome, ['format', '--write', directory], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function check() {
  const files = [...new Set([...Object.keys(wanted), ...readdirSync(directory)])];
  const wrong = files.filter((file) => !isDeepStrictEqual(stored(file), asJson(wanted[file])));
  if (wrong.length === 0) return;
  process.stderr.write(
    `not what the sources say: ${wrong.join(', ')}\nrun: node bin/schemas.mjs\n`,
  );
  process.exitCode = 1;
}

/** What the file holds, or null where there is none. */
function stored(file) {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8'));
  } catch {
    return null;
  }
}

function asJson(schema) {
  return schema === undefined ? undefined : JSON.parse(JSON.stringify(schema));
}
