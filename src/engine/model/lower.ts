import { PACKET_POLICY_KINDS, type Resource, type State, VpcctlError } from '@vpcctl/sdk';
import { backendOf } from '../../features/backend/state.js';
import type { Registry } from '../registry/registry.js';
import { driversFor } from './drivers.js';

/** The resources that a state stands for, of all features, whether or not anything here serves them. */
export function lowerAll({ features }: Registry, state: State): Resource[] {
  return features.flatMap((feature) => feature.lower(state));
}

/**
 * The resources that a state stands for, of all features.
 * @throws VpcctlError `RESOURCE_TWICE` when two features want a thing of the same id;
 * `DRIVER_MISSING` when nothing serves its kind, or not the driver that the state names
 */
export function lower(registry: Registry, state: State): Resource[] {
  const resources = lowerAll(registry, state);
  const served = new Set(driversFor(registry, state).flatMap(({ kinds }) => kinds));
  const seen = new Set<string>();
  for (const { id, kind } of resources) {
    if (!served.has(kind)) throw missingDriver(kind, backendOf(state));
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
