import type { Resource, SourceGuard, Veth } from '@vpcctl/sdk';

/**
 * `before` without the cables that lead elsewhere in `after`, without what stands on them, and without the guards of
 * their ports. Pure. The end in a namespace can't be led to another, so such a cable is made anew; what others had set
 * on its port (a lock, a qdisc, a setting) goes with it though nothing about that changes, and has to come again.
 * @returns `before` itself where there is no such cable
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
    (isPort(resource) && names.has(resource.attributes.interface)) ||
    (resource.dependsOn ?? []).some((id) => gone.has(id));
  for (let size = -1; size < gone.size; ) {
    size = gone.size;
    for (const resource of before) if (goes(resource)) gone.add(resource.id);
  }
  return before.filter(({ id }) => !gone.has(id));
}

/** What was found on a host may lack it. */
function endOf({ attributes }: Veth): string {
  const { peer }: Partial<Veth['attributes']> = attributes;
  return peer === undefined ? '' : `${peer.namespace}/${peer.name}`;
}

// The core's own features make them, as plugins/sdk/src/contract/resources.ts describes.
const isVeth = (resource: Resource): resource is Veth => resource.kind === 'veth';
const isPort = (resource: Resource): resource is SourceGuard => resource.kind === 'source-guard';
