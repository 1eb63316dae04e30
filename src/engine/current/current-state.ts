import { openJournal, readSnapshot } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { acquireLock, statePaths, wasRestarted } from '../../host/index.js';
import { type PluginHost, stateVersion } from '../registry/plugin-host.js';

/**
 * Reads the present state. Where the snapshot is up to date this loads no plugin and no feature.
 * Most reading commands end there, so this file imports little.
 * @throws JournalError as `journal.read` does
 */
export async function readCurrentState(plugins: PluginHost): Promise<State> {
  const { directory, snapshot: file } = statePaths();
  const snapshot = readSnapshot<State>(file, stateVersion(plugins));
  if (snapshot !== null) {
    const journal = openJournal(directory, { acquire: acquireLock });
    if (await journal.confirms(snapshot.position)) {
      const { entries } = await journal.read(snapshot.position);
      if (entries.length === 0) return snapshot.state;
    }
  }
  const [{ openReader }, { readState }] = await Promise.all([
    import('../context/open.js'),
    import('../model/read-state.js'),
  ]);
  return readState(await openReader(plugins));
}

/**
 * Whether a change may await confirmation. It reads only the last line of the journal: a change
 * that was applied and needs no confirmation is the usual one.
 * @throws JournalError `JOURNAL_READ_FAILED`
 */
export async function mayAwaitConfirmation(): Promise<boolean> {
  const journal = openJournal(statePaths().directory, { acquire: acquireLock });
  const last = await journal.last();
  if (last === null) return false;
  return last.type !== 'applied' || JSON.stringify(last.data) !== '{}';
}

/**
 * Whether what a state stands for is missing from the host, since the host was restarted and nothing
 * has built it again.
 */
export function isUnbuilt(): boolean {
  return wasRestarted(statePaths().directory);
}

/** The state directory, and whether it is the one of a user other than root. */
export function stateOwner(): { readonly directory: string; readonly isRoot: boolean } {
  return { directory: statePaths().directory, isRoot: process.geteuid?.() === 0 };
}
