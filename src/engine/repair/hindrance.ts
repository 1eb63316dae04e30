import type { Resource } from '@vpcctl/sdk';
import { bridgeOf, isLink, isPolicy, isRight, type Scene } from './scene.js';
import type { Unit } from './units.js';

/**
 * The id of what keeps a unit from being executed now; null where nothing does. Pure.
 * @param batch what is executed together with it
 */
export function obstacleTo(unit: Unit, batch: ReadonlySet<string>, scene: Scene): string | null {
  const together = (id: string) => batch.has(id) || unit.ids.includes(id);
  for (const id of unit.ids) {
    const unsupportedReason = unit.goes ? inUse(id, together, scene) : lacking(id, together, scene);
    if (unsupportedReason !== undefined) return unsupportedReason;
  }
  return null;
}

/** What needs a resource that is to go, or is guarded by it, and should have gone before. */
function inUse(id: string, together: (id: string) => boolean, { current, wanted }: Scene) {
  const policy = current.get(id);
  const user = [...current.values()].find(
    (other) =>
      !wanted.has(other.id) &&
      !together(other.id) &&
      ((other.dependsOn ?? []).includes(id) || (policy !== undefined && guards(policy, other))),
  );
  return user?.id;
}

function guards(policy: Resource, link: Resource): boolean {
  if (!isPolicy(policy) || !isLink(link)) return false;
  return policy.kind === 'packet-filter' || bridgeOf(policy) === bridgeOf(link);
}

/** What a resource needs that does not stand, or guards it and is not as it should be. */
function lacking(id: string, together: (id: string) => boolean, scene: Scene) {
  const { current, wanted } = scene;
  const needs = wanted.get(id)?.dependsOn ?? [];
  return (
    needs.find((on) => wanted.has(on) && !current.has(on) && !together(on)) ??
    scene.guards
      .get(id)
      ?.find((confirmGuard) => !isRight(scene, confirmGuard) && !together(confirmGuard))
  );
}
