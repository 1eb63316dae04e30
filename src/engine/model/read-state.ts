import { type Projection, project, projectWhole, type WholeProjection } from '@vpcctl/journal';
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
 * As {@link readProjection}, after a check that the whole journal is there and undamaged. What
 * changes something starts from this.
 * @throws JournalError `JOURNAL_DAMAGED`, `JOURNAL_SHORTENED`; as `journal.read` does
 */
export function readWhole(context: ReadContext): Promise<WholeProjection<State>> {
  const { registry, journal, snapshotFile, snapshotVersion } = context;
  return projectWhole(journal, snapshotFile, snapshotVersion, EMPTY_STATE, evolve(registry));
}

/**
 * Reads the present state, and the change without an outcome if there is one.
 * @throws JournalError as `journal.read` does
 */
export function readProjection(context: ReadContext): Promise<Projection<State>> {
  const { registry, journal, snapshotFile, snapshotVersion } = context;
  return project(journal, snapshotFile, snapshotVersion, EMPTY_STATE, evolve(registry));
}
