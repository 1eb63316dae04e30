import { type Projection, project } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { ReadContext } from '../context/context.js';
import { EMPTY_STATE, evolve } from './evolve.js';

/**
 * Reads the present state. It takes no lock, so a command that is running is not part of it yet.
 * @throws JournalError as `journal.read` does
 */
export async function readState(context: ReadContext): Promise<State> {
  return (await readProjection(context)).state;
}

/**
 * Reads the present state, and the change without an outcome if there is one.
 * @throws JournalError as `journal.read` does
 */
export function readProjection(context: ReadContext): Promise<Projection<State>> {
  const { registry, journal, snapshotFile, snapshotVersion } = context;
  return project(journal, snapshotFile, snapshotVersion, EMPTY_STATE, evolve(registry));
}
