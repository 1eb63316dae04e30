import type { Port, Resource, Veth } from '@vpcctl/sdk';

/**
 * `before` without the cables that lead elsewhere in `after`, without what stands on them, and without the guards of
 * their ports. Pure. The end in a namespace can't be led to another, so such a cable is made anew; what others had set
 * on its port (a lock, a qdisc, a setting) goes with it though nothing about that changes, and has to come again.
 * @returns `before` itself where there is no such cable
 */
export function withoutRemade(
  before: readonly Resource[],
  after: readonly Resource[],
): readonly Resource[] {
  const ends = new Map(after.filter(isVeth).map((cable) => [cable.id, endOf(cable)]));
  const remade = before.filter(isVeth).filter((cable) => {
    const end = ends.get(cable.id);
    return end !== undefined && end !== endOf(cable);
  });
  if (remade.length === 0) return before;
  const names = new Set(remade.map(({ attributes }) => attributes.name));
  const gone = new Set(remade.map(({ id }) => id));
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
const isPort = (resource: Resource): resource is Port => resource.kind === 'port';
