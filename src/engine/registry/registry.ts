import type { EventOrigin } from '@vpcctl/journal';
import {
  type AnyIntent,
  API_VERSION,
  type Driver,
  type Feature,
  type Meter,
  type Place,
  type State,
  servesPacketPolicy,
  VpcctlError,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import type { KnownPlace } from '../../host/index.js';
import { resolveOldIds } from './old-ids.js';
import type { Origins } from './origins.js';
import { attributeErrors } from './plugin-errors.js';

/** The only host that there is today. */
const LOCAL: Place = { host: 'local', uplinks: [], running: null };

/** All features, drivers and meters of the installed plugins. */
export interface Registry {
  /** The host for which states are lowered, as it was when it was changed last. */
  place: Place;
  readonly features: readonly Feature[];
  /** In the order of the plugins, with all backends among them. */
  readonly drivers: readonly Driver[];
  /** The drivers that serve the packet-filter kinds; at most one is in use at a time. */
  readonly backends: readonly Driver[];
  /** What reads numbers for `metrics`. */
  readonly meters: readonly Meter[];
  /** The name of the backend that a state has chosen; null: none yet. */
  backendOf(state: State): string | null;
  /** The intent of that type; undefined where the plugin that declares it is not installed. */
  intent(type: string): AnyIntent | undefined;
  /** The plugin of the user that declares an intent; null for those of vpcctl. */
  originOf(type: string): EventOrigin | null;
}

/**
 * Collects the features, drivers and meters of all plugins. Several backends may be installed if each
 * serves all packet-filter kinds; any other kind has one driver.
 * @throws VpcctlError `PLUGIN_API` (built for another version of the contracts), `PLUGIN_CLASH` (a
 *   feature, intent, driver, resource kind, meter or metric is declared twice)
 * @param origins where the plugins of the user came from
 */
export function createRegistry(
  plugins: readonly VpcctlPlugin[],
  known: KnownPlace | null = null,
  origins: Origins = new Map(),
): Registry {
  for (const plugin of plugins) checkApiVersion(plugin);
  return gather(plugins.map(attributeErrors).map(resolveOldIds), { ...LOCAL, ...known }, origins);
}

function gather(plugins: readonly VpcctlPlugin[], place: Place, origins: Origins): Registry {
  const features = new Map<string, Feature>();
  const intents = new Map<string, AnyIntent>();
  const declaredBy = new Map<string, string>();
  const drivers = new Map<string, Driver>();
  const meters = new Map<string, Meter>();
  const families = new Map<string, string>();
  for (const plugin of plugins) {
    for (const feature of plugin.features ?? []) {
      add(features, feature.name, feature, plugin, 'feature');
      for (const intent of feature.intents) {
        add(intents, intent.type, intent, plugin, 'intent');
        declaredBy.set(intent.type, plugin.name);
      }
    }
    for (const driver of plugin.drivers ?? []) {
      checkKinds(driver, [...drivers.values()], plugin);
      add(drivers, driver.name, driver, plugin, 'driver');
    }
    for (const meter of plugin.meters ?? []) {
      add(meters, meter.name, meter, plugin, 'meter');
      for (const { name } of meter.families) add(families, name, name, plugin, 'metric');
    }
  }
  const chooser = [...features.values()].find((feature) => feature.backendOf !== undefined);
  return {
    place,
    features: [...features.values()],
    drivers: [...drivers.values()],
    backends: [...drivers.values()].filter(servesPacketPolicy),
    meters: [...meters.values()],
    backendOf: (state) => chooser?.backendOf?.(state) ?? null,
    intent: (type) => intents.get(type),
    originOf: (type) => origins.get(declaredBy.get(type) ?? '') ?? null,
  };
}

/** Checks that no kind has two drivers, unless both are backends with the same kinds. */
function checkKinds(driver: Driver, existing: readonly Driver[], plugin: VpcctlPlugin): void {
  for (const other of existing) {
    const shared = driver.kinds.filter((kind) => other.kinds.includes(kind));
    const [first] = shared;
    if (first === undefined) continue;
    const same = shared.length === driver.kinds.length && shared.length === other.kinds.length;
    if (!same || !servesPacketPolicy(driver)) throw clash(plugin, `the resource kind ${first}`);
  }
}

function add<T>(
  map: Map<string, T>,
  key: string,
  value: T,
  plugin: VpcctlPlugin,
  what: string,
): void {
  if (map.has(key)) throw clash(plugin, `the ${what} ${key}`);
  map.set(key, value);
}

function clash(plugin: VpcctlPlugin, what: string): VpcctlError {
  return new VpcctlError(`plugin ${plugin.name} declares ${what}, which another plugin has`, {
    code: 'PLUGIN_CLASH',
    category: 'environment',
    hints: [`uninstall one of them: vpcctl plugins uninstall ${plugin.name}`],
  });
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
