import { VpcctlError } from '@vpcctl/sdk';
import { readStore } from '../../host/plugins/store.js';

/**
 * Refuses to change the host while intents of these types, unknown to every installed plugin, stand for things on
 * it: they could neither be kept nor taken away.
 * @throws VpcctlError `PLUGIN_MISSING`, naming the plugins to install
 */
export function refuseUnknownIntents(types: readonly string[]): void {
  if (types.length === 0) return;
  const features = [...new Set(types.map((type) => type.split('.')[0] ?? ''))];
  // Those that were installed here once are known by name.
  const { packages } = readStore();
  const plugins = features.map((feature) => packages[feature] ?? `@vpcctl/${feature}`);
  throw new VpcctlError(
    `the journal has changes made by a plugin that isn't installed: ${types.join(', ')}`,
    {
      code: 'PLUGIN_MISSING',
      category: 'environment',
      hints: plugins.map((name) => `install it: vpcctl plugins install ${name}`),
    },
  );
}
