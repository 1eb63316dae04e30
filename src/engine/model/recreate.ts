import type { Resource, SourceGuard, Veth } from '@vpcctl/sdk';

/**
 * `before` minus every veth pair whose guest end moves to another namespace in `after`, minus its
 * dependents and its source guard. Pure. A guest end can't be moved, so such a pair is recreated.
 * The settings of its port (a lock, a qdisc, a sysctl) are lost with it and have to be set again,
 * although they do not change.
 * @returns `before` itself where no veth pair is recreated
 */
export function withoutRecreated(
  before: readonly Resource[],
  after: readonly Resource[],
): readonly Resource[] {
  const ends = new Map(after.filter(isVeth).map((vethPair) => [vethPair.id, endOf(vethPair)]));
  const recreated = before.filter(isVeth).filter((vethPair) => {
    const end = ends.get(vethPair.id);
    return end !== undefined && end !== endOf(vethPair);
  });
  if (recreated.length === 0) return before;
  const names = new Set(recreated.map(({ attributes }) => attributes.name));
  const gone = new Set(recreated.map(({ id }) => id));
  const goes = (resource: Resource) =>
    (isSourceGuard(resource) && names.has(resource.attributes.interface)) ||
    (resource.dependsOn ?? []).some((id) => gone.has(id));
  for (let size = -1; size < gone.size; ) {
    size = gone.size;
    for (const resource of before) if (goes(resource)) gone.add(resource.id);
  }
  return before.filter(({ id }) => !gone.has(id));
}

/** The guest end in one text; empty for an observed veth pair whose peer is unknown. */
function endOf({ attributes }: Veth): string {
  const { peer }: Partial<Veth['attributes']> = attributes;
  return peer === undefined ? '' : `${peer.namespace}/${peer.name}`;
}

// The core's features make them, with the attributes of plugins/sdk/src/resource/resources.ts.
const isVeth = (resource: Resource): resource is Veth => resource.kind === 'veth';
const isSourceGuard = (resource: Resource): resource is SourceGuard =>
  resource.kind === 'source-guard';
