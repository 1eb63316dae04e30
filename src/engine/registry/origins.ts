import type { EventOrigin } from '@vpcctl/journal';
import type { VpcctlPlugin } from '@vpcctl/sdk';
import { readStore } from '../../host/plugins/index.js';
import type { PluginHost } from './plugin-host.js';

/** Where the user's plugins came from, by the plugin's name. Those of vpcctl are not among them. */
export type Origins = ReadonlyMap<string, EventOrigin>;

/** Reads the origins of the loaded plugins that the user installed. */
export function originsOf(host: PluginHost, plugins: readonly VpcctlPlugin[]): Origins {
  const own = host.getPluginsList().filter(({ type }) => type === 'link');
  if (own.length === 0) return new Map();
  const { packages } = readStore();
  return new Map(
    own.map(({ name, version }) => {
      const { features = [], drivers = [] } = plugins.find((each) => each.name === name) ?? {};
      const sources = [...features, ...drivers].map((each) => packages.get(each.name));
      const source = sources.find((each) => each?.name === name)?.source ?? null;
      return [name, { name, version, source }];
    }),
  );
}
