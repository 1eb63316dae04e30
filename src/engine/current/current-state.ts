import { openJournal, readSnapshot } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { acquireLock, statePaths } from '../../host/index.js';
import { type PluginHost, stateVersion } from '../registry/plugin-host.js';

export { readPendingFile } from '../confirm/pending-file.js';

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
