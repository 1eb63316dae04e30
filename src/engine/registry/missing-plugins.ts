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
  const packages = new Map(Object.entries(readStore().packages));
  throw new VpcctlError(
    `the journal has changes made by a plugin that isn't installed: ${types.join(', ')}`,
    {
      code: 'PLUGIN_MISSING',
      category: 'environment',
      hints: features.map((feature) => hint(feature, packages.get(feature))),
    },
  );
}

/** A journal may come from elsewhere, so it must not choose the name of a package to fetch. */
function hint(feature: string, name: string | undefined): string {
  return name === undefined
    ? `install the plugin that has the feature ${JSON.stringify(feature)}, from where you trust it: vpcctl plugins install PACKAGE`
    : `install it: vpcctl plugins install ${name}`;
}
