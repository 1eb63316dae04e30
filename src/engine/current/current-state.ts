import { openJournal, readSnapshot } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { acquireLock } from '../../host/lock.js';
import { statePaths } from '../../host/record/paths.js';
import { type PluginHost, stateVersion } from '../registry/plugin-host.js';

export { readPendingFile } from '../confirm/pending-file.js';

/**
 * The state as of now. Where the snapshot is up to date no plugin is loaded, and no feature: most reading commands
 * end there, so this imports little.
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
    import('../open.js'),
    import('../inspect/read.js'),
  ]);
  return readState(await openReader(plugins));
}
