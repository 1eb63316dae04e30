import {
  boundaryId,
  type Feature,
  RENAMED,
  type Resource,
  type State,
  type VpcctlPlugin,
  vpcsOf,
} from '@vpcctl/sdk';

/**
 * A plugin whose features may depend on `vpc-boundary:NAME` with the present name of a VPC: they are
 * older than renames, by which that id keeps the name that the VPC was made with.
 */
export function resolveOldIds(plugin: VpcctlPlugin): VpcctlPlugin {
  return plugin.features === undefined
    ? plugin
    : { ...plugin, features: plugin.features.map(resolving) };
}

function resolving(feature: Feature): Feature {
  if (Object.hasOwn(feature.evolve, RENAMED)) return feature;
  const { parts } = feature;
  return {
    ...feature,
    lower: (state, place) => resolved(state, feature.lower(state, place)),
    ...(parts && {
      parts: (state, place) =>
        new Map(
          [...parts(state, place)].map(([key, part]) => [
            key,
            { ...part, lower: () => resolved(state, part.lower()) },
          ]),
        ),
    }),
  };
}

function resolved(state: State, resources: readonly Resource[]): Resource[] {
  const ids = new Map(
    vpcsOf(state).flatMap(({ madeAs, name, ...vpc }) =>
      madeAs === undefined ? [] : [[boundaryId({ name }), boundaryId({ ...vpc, name, madeAs })]],
    ),
  );
  if (ids.size === 0) return [...resources];
  return resources.map((resource) => {
    const { dependsOn } = resource;
    return dependsOn === undefined
      ? resource
      : { ...resource, dependsOn: dependsOn.map((id) => ids.get(id) ?? id) };
  });
}
