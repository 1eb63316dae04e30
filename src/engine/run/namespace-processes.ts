import type { Change } from '@vpcctl/sdk';
import { endProcesses, processesIn } from '../../host/index.js';

/** A process in a namespace that the change deletes. */
export interface NamespaceOccupant {
  readonly namespace: string;
  readonly pid: number;
  readonly command: string;
  readonly ended: boolean;
}

/**
 * Finds the processes in the namespaces that `changes` delete. The kernel keeps such a namespace,
 * unnamed and without links, until its last process ends. Call it before the names are deleted.
 */
export function findNamespaceProcesses(changes: readonly Change[]): NamespaceOccupant[] {
  return changes
    .filter((change) => change.action === 'delete')
    .filter(({ before }) => before.kind === 'namespace')
    .flatMap(({ before }) => {
      const namespace = String(before.attributes['name']);
      return processesIn(namespace).map((process) => ({ namespace, ...process, ended: false }));
    });
}

/** Ends the processes, after the change has cut their network. */
export async function endNamespaceProcesses(
  occupants: readonly NamespaceOccupant[],
): Promise<NamespaceOccupant[]> {
  await endProcesses(occupants.map(({ pid }) => pid));
  return occupants.map((occupant) => ({ ...occupant, ended: true }));
}
