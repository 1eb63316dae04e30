// Bundles with all that they need: the plugin installs without a network, and starts quickly.
import { build } from 'esbuild';

const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node20', minify: true };
await build({
  ...common,
  entryPoints: ['src/plugin.ts'],
  outfile: 'dist/plugin.cjs',
  // oclif wants the hook itself, and the commands by name.
  footer: { js: 'module.exports = module.exports.default;' },
});
await build({
  ...common,
  external: ['typescript'],
  entryPoints: ['src/commands/index.ts'],
  outfile: 'dist/commands.cjs',
});
