import { afterRename, type Renamed } from '@vpcctl/sdk';
import { PEERING_FEATURE } from '../../features/peering/state.js';

/**
 * The key that a part of a feature's slice had before a rename. Null: there was no such part, since
 * something else had that name. Pure.
 */
export function keyBefore(feature: string, key: string, renamed: Renamed): string | null {
  if (feature !== PEERING_FEATURE) return placeBefore(key, renamed);
  const vpcs = key.split('/').map((vpc) => placeBefore(vpc, renamed));
  return vpcs.includes(null) ? null : vpcs.sort().join('/');
}

function placeBefore(place: string, renamed: Renamed): string | null {
  const before = afterRename(reverseOf(renamed), place);
  if (before !== place) return before;
  return afterRename(renamed, place) === place ? place : null;
}

/** The rename back. */
function reverseOf({ vpc, subnet, instance, to }: Renamed): Renamed {
  if (subnet === null) return { vpc: to, subnet, instance, to: vpc };
  if (instance === null) return { vpc, subnet: to, instance, to: subnet };
  return { vpc, subnet, instance: to, to: instance };
}
