import { VpcctlError } from '@vpcctl/sdk';
import { readStore } from '../../host/plugins/index.js';

/**
 * Refuses a change while the state has intents whose plugin is not installed. The resources of such
 * intents are unknown, so a change could neither keep nor remove them.
 * @param types the types of the unknown intents; none is no refusal
 * @throws VpcctlError `PLUGIN_MISSING`, naming the plugins to install
 */
export function refuseUnknownIntents(types: readonly string[]): void {
  if (types.length === 0) return;
  const features = [...new Set(types.map((type) => type.split('.')[0] ?? ''))];
  // The store knows the package of a feature that was once installed here.
  const { packages } = readStore();
  const plugins = features.map((feature) => packages.get(feature)?.source ?? feature);
  throw new VpcctlError(
    `the journal has changes made by a plugin that isn't installed: ${types.join(', ')}`,
    {
      code: 'PLUGIN_MISSING',
      category: 'environment',
      hints: plugins.map((name) => `install it: vpcctl plugins install ${name}`),
    },
  );
}
