import { VpcctlError } from '@vpcctl/sdk';

/**
 * Refuses to change the host while intents of these types, unknown to every installed plugin, stand for things on
 * it: they could neither be kept nor taken away.
 * @throws VpcctlError `PLUGIN_MISSING`, naming the plugins to install
 */
export function refuseForeign(types: readonly string[]): void {
  if (types.length === 0) return;
  const plugins = [...new Set(types.map((type) => type.split('.')[0]))];
  throw new VpcctlError(
    `the journal has changes made by a plugin that isn't installed: ${types.join(', ')}`,
    {
      code: 'PLUGIN_MISSING',
      category: 'environment',
      hints: plugins.map((name) => `install it: vpcctl plugins install @vpcctl/${name}`),
    },
  );
}
