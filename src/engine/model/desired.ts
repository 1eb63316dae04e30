import {
  type Driver,
  type Feature,
  type HostFacts,
  PACKET_POLICY_KINDS,
  type Place,
  type Resource,
  type State,
  VpcctlError,
} from '@vpcctl/sdk';
import { lazily } from '../../model/records.js';
import { installHint } from '../missing/missing-plugins.js';
import { hasUnknown } from '../missing/unknown-events.js';
import type { Registry } from '../registry/registry.js';

/** The desired state of a host: its resources, and the drivers that serve them. */
export interface DesiredState {
  readonly resources: readonly Resource[];
  /** The drivers in use, with at most one backend among them. */
  readonly drivers: readonly Driver[];
}

/**
 * The desired state for a state. Pure. The state is lowered when its resources are first read: a
 * change reads a few of them ({@link differenceOf}).
 * @param place the host as it is now; by default as it was when it was changed last
 * @throws VpcctlError as {@link lower}, where the resources are read
 */
export function desiredStateOf(
  registry: Registry,
  state: State,
  place: Place = registry.place,
): DesiredState {
  const resources = lazily(() => lower(registry, state, place));
  return {
    get resources() {
      return resources();
    },
    drivers: driversFor(registry, state),
  };
}

/**
 * Lowers a state to the resources of all features. Pure.
 * @throws VpcctlError `RESOURCE_TWICE` when a resource of the same id is wanted twice;
 *   `DEPENDENCY_UNKNOWN` when a resource depends on one that no feature has; `DRIVER_MISSING` when no
 *   installed driver serves a kind, or the state's backend is not installed
 */
export function lower(
  registry: Registry,
  state: State,
  place: Place = registry.place,
): readonly Resource[] {
  const lists = registry.features.map((feature) => [feature, feature.lower(state, place)] as const);
  const resources = collect(registry, state, lists);
  // A plugin that isn't installed may have had the rest.
  if (!hasUnknown(state) && !isComplete(resources)) throw incomplete(lists);
  return resources;
}

type Lowered = readonly (readonly [feature: Feature, resources: readonly Resource[]])[];

/** The resources of several features as one list. @throws VpcctlError as {@link lower} */
export function collect(registry: Registry, state: State, lowered: Lowered): Resource[] {
  const served = new Set(driversFor(registry, state).flatMap(({ kinds }) => kinds));
  const wantedBy = new Map<string, string>();
  const all: Resource[] = [];
  for (const [feature, resources] of lowered) {
    for (const resource of resources) {
      const { id, kind } = resource;
      if (!served.has(kind)) throw missingDriver(kind, registry.backendOf(state));
      const other = wantedBy.get(id);
      if (other !== undefined) throw wantedTwice(id, other, feature.name);
      wantedBy.set(id, feature.name);
      all.push(resource);
    }
  }
  return all;
}

/**
 * Whether all that `resources` depend on is among `ids`; by default, among them.
 */
export function isComplete(
  resources: readonly Resource[],
  ids: ReadonlySet<string> = new Set(resources.map(({ id }) => id)),
): boolean {
  return resources.every(({ dependsOn = [] }) => dependsOn.every((id) => ids.has(id)));
}

function wantedTwice(id: string, one: string, other: string): VpcctlError {
  const who =
    one === other
      ? `the feature ${one} wants the resource ${id} twice`
      : `the features ${one} and ${other} both want the resource ${id}`;
  return new VpcctlError(who, {
    code: 'RESOURCE_TWICE',
    category: 'internal',
    hints: [`this is a mistake in the plugin of the feature ${other}`],
  });
}

/** The error for a resource that depends on one that no feature has. */
function incomplete(lowered: Lowered): VpcctlError {
  const ids = new Set(lowered.flatMap(([, resources]) => resources.map(({ id }) => id)));
  const isMissing = (id: string) => !ids.has(id);
  const [feature, resource] =
    lowered
      .flatMap(([{ name }, resources]) => resources.map((each) => [name, each] as const))
      .find(([, { dependsOn }]) => dependsOn?.some(isMissing)) ?? [];
  const missing = resource?.dependsOn?.find(isMissing);
  return new VpcctlError(
    `the resource ${resource?.id} of the feature ${feature} depends on ${missing}, which no feature has`,
    {
      code: 'DEPENDENCY_UNKNOWN',
      category: 'internal',
      hints: [`this is a mistake in the plugin of the feature ${feature}`],
    },
  );
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
      hints: [named ? installHint(backend) : 'install the plugin that brings it'],
    },
  );
}

/**
 * Facts of the host without the objects of its present VPCs: a state that is not made yet may lack them.
 * Pure.
 */
export function factsWithout({ drivers, resources }: DesiredState, facts: HostFacts): HostFacts {
  return drivers.reduce((rest, driver) => driver.factsWithout?.(rest, resources) ?? rest, facts);
}
