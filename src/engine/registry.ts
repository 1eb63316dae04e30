import {
  type AnyIntent,
  API_VERSION,
  type Driver,
  type Feature,
  VpcctlError,
  type VpcctlPlugin,
} from '@vpcctl/sdk';

/** Every feature and driver of a run, found by what they serve. */
export interface Registry {
  readonly features: readonly Feature[];
  readonly drivers: readonly Driver[];
  /** The intent of that type; undefined where the plugin that declares it is not installed. */
  intent(type: string): AnyIntent | undefined;
  /** @throws VpcctlError `DRIVER_MISSING` */
  driver(kind: string): Driver;
}

/**
 * Puts the features and drivers of all plugins together.
 * @throws VpcctlError `PLUGIN_API` (built for another version of the contracts), `PLUGIN_CLASH` (a feature,
 * intent or resource kind is declared twice)
 */
export function createRegistry(plugins: readonly VpcctlPlugin[]): Registry {
  for (const plugin of plugins) checkApiVersion(plugin);
  const features = new Map<string, Feature>();
  const intents = new Map<string, AnyIntent>();
  const drivers = new Map<string, Driver>();
  for (const plugin of plugins) {
    for (const feature of plugin.features ?? []) {
      add(features, feature.name, feature, plugin, 'feature');
      for (const intent of feature.intents) add(intents, intent.type, intent, plugin, 'intent');
    }
    for (const driver of plugin.drivers ?? []) {
      for (const kind of driver.kinds) add(drivers, kind, driver, plugin, 'resource kind');
    }
  }
  return {
    features: [...features.values()],
    drivers: [...new Set(drivers.values())],
    intent: (type) => intents.get(type),
    driver: (kind) => drivers.get(kind) ?? missingDriver(kind),
  };
}

function add<T>(
  map: Map<string, T>,
  key: string,
  value: T,
  plugin: VpcctlPlugin,
  what: string,
): void {
  if (map.has(key)) {
    throw new VpcctlError(`plugin ${plugin.name} declares the ${what} ${key}, which another has`, {
      code: 'PLUGIN_CLASH',
      category: 'environment',
      hints: [`uninstall one of them: vpcctl plugins uninstall ${plugin.name}`],
    });
  }
  map.set(key, value);
}

function checkApiVersion(plugin: VpcctlPlugin): void {
  if (plugin.apiVersion === API_VERSION) return;
  throw new VpcctlError(
    `plugin ${plugin.name} was built for version ${plugin.apiVersion} of the plugin contracts; this is ${API_VERSION}`,
    {
      code: 'PLUGIN_API',
      category: 'environment',
      hints: ['install a version of the plugin that fits this vpcctl'],
    },
  );
}

function missingDriver(kind: string): never {
  throw new VpcctlError(`no driver serves resources of kind ${kind}`, {
    code: 'DRIVER_MISSING',
    category: 'environment',
    hints: ['install the plugin that brings it'],
  });
}
