import { VpcctlError } from '@vpcctl/sdk';
import { packageOf } from '../../host/plugins/index.js';

/**
 * Refuses a change while the state has intents whose plugin is not installed. The resources of such
 * intents are unknown, so a change could neither keep nor remove them.
 * @param types the types of the unknown intents; none is no refusal
 * @throws VpcctlError `PLUGIN_MISSING`, naming the plugins to install
 */
export function refuseUnknownIntents(types: readonly string[]): void {
  if (types.length === 0) return;
  const features = [...new Set(types.map((type) => type.split('.')[0] ?? ''))];
  throw new VpcctlError(
    `the journal has changes made by a plugin that isn't installed: ${types.join(', ')}`,
    {
      code: 'PLUGIN_MISSING',
      category: 'environment',
      hints: features.map(installHint),
    },
  );
}

/** The next step where no plugin brings a feature or driver of this name. */
export function installHint(name: string): string {
  const known = packageOf(name);
  return known === null
    ? `install the plugin that brings ${JSON.stringify(name)}, if you know it: vpcctl plugins install PACKAGE`
    : `install it: vpcctl plugins install ${known}`;
}
