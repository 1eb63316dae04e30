import {
  type Driver,
  PACKET_POLICY_KINDS,
  type Resource,
  type State,
  VpcctlError,
} from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';

/** The desired state of a host: its resources, and the drivers that serve them. */
export interface DesiredState {
  readonly resources: readonly Resource[];
  /** The drivers in use, with at most one backend among them. */
  readonly drivers: readonly Driver[];
}

/**
 * Computes the desired state for a state. Pure.
 * @throws VpcctlError as {@link lower}
 */
export function desiredStateOf(registry: Registry, state: State): DesiredState {
  return { resources: lower(registry, state), drivers: driversFor(registry, state) };
}

/**
 * Lowers a state to the resources of all features. Pure.
 * @throws VpcctlError `RESOURCE_TWICE` when two features want a resource of the same id;
 *   `DRIVER_MISSING` when no installed driver serves a kind, or the state's backend is not
 *   installed
 */
export function lower(registry: Registry, state: State): Resource[] {
  const resources = lowerAll(registry, state);
  const served = new Set(driversFor(registry, state).flatMap(({ kinds }) => kinds));
  const seen = new Set<string>();
  for (const { id, kind } of resources) {
    if (!served.has(kind)) throw missingDriver(kind, registry.backendOf(state));
    if (seen.has(id)) {
      throw new VpcctlError(`two features want the resource ${id}`, {
        code: 'RESOURCE_TWICE',
        category: 'internal',
      });
    }
    seen.add(id);
  }
  return resources;
}

/** Lowers a state to the resources of all features, even of kinds that no driver serves. Pure. */
export function lowerAll({ features, place }: Registry, state: State): Resource[] {
  return features.flatMap((feature) => feature.lower(state, place));
}

/** The drivers in use for a state: of the backends only the one that the state names. */
function driversFor(registry: Registry, state: State): readonly Driver[] {
  const { drivers, backends } = registry;
  const name = registry.backendOf(state);
  return drivers.filter((driver) => !backends.includes(driver) || driver.name === name);
}

function missingDriver(kind: string, backend: string | null): VpcctlError {
  const named = backend !== null && PACKET_POLICY_KINDS.some((policy) => policy === kind);
  return new VpcctlError(
    named
      ? `the backend is ${backend}, and no installed plugin brings that driver`
      : `no driver serves resources of kind ${kind}`,
    {
      code: 'DRIVER_MISSING',
      category: 'environment',
      hints: [
        named
          ? `install it: vpcctl plugins install @vpcctl/${backend}`
          : 'install the plugin that brings it',
      ],
    },
  );
}
