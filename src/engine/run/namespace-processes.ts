import type { Occupant } from '@vpcctl/sdk';
import { endProcesses } from '../../host/index.js';
import type { Plan } from '../model/plan.js';

/** A process in a namespace that the change deletes. */
export interface NamespaceOccupant extends Occupant {
  readonly ended: boolean;
}

/**
 * Finds the processes in the namespaces that a plan deletes. Call it before the names are deleted.
 */
export function findNamespaceProcesses({ before, changes }: Plan): NamespaceOccupant[] {
  return before.drivers
    .flatMap((driver) => driver.occupants?.(changes) ?? [])
    .map((occupant) => ({ ...occupant, ended: false }));
}

/** Ends the processes, after the change has cut their network. */
export async function endNamespaceProcesses(
  occupants: readonly NamespaceOccupant[],
): Promise<NamespaceOccupant[]> {
  await endProcesses(occupants.map(({ pid }) => pid));
  return occupants.map((occupant) => ({ ...occupant, ended: true }));
}
