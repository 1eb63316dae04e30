import { changedResource, diff, inDependencyOrder, type Resource } from '@vpcctl/sdk';
import { isClosing, isPolicy, type Scene } from './scene.js';

/** The smallest group of resources that can be changed at once. */
export interface Unit {
  readonly ids: readonly string[];
  /** Whether they go. */
  readonly goes: boolean;
}

/**
 * What has to change, in an order in which each unit can be executed when those before it have been. Pure. Links go
 * before the policy that guards them, and come after it.
 */
export function unitsOf({ current, wanted, isGivenUp }: Scene): Unit[] {
  const changes = diff([...current.values()], [...wanted.values()]);
  const going = changes.filter(({ action }) => action === 'delete').map(changedResource);
  const coming = changes.filter(({ action }) => action !== 'delete').map(changedResource);
  const policyFirst = [...going.filter(isPolicy), ...going.filter((each) => !isPolicy(each))];
  const removals = inDependencyOrder(policyFirst).reverse();
  return [
    ...removals.map(({ id }) => ({ ids: [id], goes: true })),
    ...builds(coming, current, isGivenUp).map((ids) => ({ ids, goes: false })),
  ];
}

function builds(
  coming: readonly Resource[],
  current: ReadonlyMap<string, Resource>,
  isGivenUp: (id: string) => boolean,
): readonly string[][] {
  const belongsTo = grouping(coming, current, isGivenUp);
  const members = new Map<string, Resource[]>();
  for (const resource of coming) {
    const key = belongsTo(resource);
    members.set(key, [...(members.get(key) ?? []), resource]);
  }
  const keys = new Map(coming.map((resource) => [resource.id, belongsTo(resource)]));
  const rank = (resource: Resource) => (isPolicy(resource) ? (isClosing(resource) ? 0 : 1) : 2);
  const heads = coming
    .filter((resource) => members.has(resource.id))
    .toSorted((one, other) => rank(one) - rank(other))
    .map((head) => {
      const on = members.get(head.id)?.flatMap(({ dependsOn = [] }) => dependsOn) ?? [];
      const units = on.flatMap((id) => keys.get(id) ?? []);
      return { ...head, dependsOn: units.filter((key) => key !== head.id) };
    });
  return inDependencyOrder(heads).map(({ id }) => members.get(id)?.map((each) => each.id) ?? []);
}

/**
 * Says to which resource's unit one belongs. To that of a cable: its port's policy, which locks the port in the bridge,
 * and its settings, which hold before it goes up. To that of a damaged packet filter, which is rebuilt: all that closes.
 */
function grouping(
  coming: readonly Resource[],
  current: ReadonlyMap<string, Resource>,
  isGivenUp: (id: string) => boolean,
): (resource: Resource) => string {
  const filter = coming.find(({ id, kind }) => kind === 'packet-filter' && current.has(id));
  const vethPairs = new Map(
    coming.filter(({ kind }) => kind === 'veth').map((each) => [each.attributes['name'], each.id]),
  );
  const ids = new Set(vethPairs.values());
  return (resource) => {
    const { id, kind, attributes, dependsOn = [] } = resource;
    const vethPair = kind === 'source-guard' ? vethPairs.get(attributes['interface']) : undefined;
    // The rebuilt filter has the ports whose link stands: a port can only be locked where there is one.
    // What was refused by itself does not keep the rest from being rebuilt.
    const isLeftOut =
      id !== filter?.id && [id, ...dependsOn].some((on) => on !== filter?.id && isGivenUp(on));
    if (filter !== undefined && isClosing(resource) && !isLeftOut) {
      return vethPair === undefined || current.has(vethPair) ? filter.id : vethPair;
    }
    if (kind === 'sysctl') return dependsOn.find((on) => ids.has(on)) ?? id;
    return vethPair ?? id;
  };
}
