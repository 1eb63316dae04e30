import type { Change } from '@vpcctl/sdk';
import { endProcesses, processesIn } from '../../host/index.js';

/** A process that lives in a namespace which goes. */
export interface NamespaceOccupant {
  readonly namespace: string;
  readonly pid: number;
  readonly command: string;
  readonly ended: boolean;
}

/**
 * The processes in the namespaces that `changes` delete: the kernel keeps such a namespace, unnamed and without
 * links, until its last process ends. To be asked before the names go.
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

/** Ends them; by then their network is cut. */
export async function endNamespaceProcesses(
  occupants: readonly NamespaceOccupant[],
): Promise<NamespaceOccupant[]> {
  await endProcesses(occupants.map(({ pid }) => pid));
  return occupants.map((occupant) => ({ ...occupant, ended: true }));
}
