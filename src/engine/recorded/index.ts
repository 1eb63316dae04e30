/**
 * The façade of `history` and `reach`, which read what is recorded. They need no plugin where only
 * the core recorded something. It has a bundle of its own (bin/splitting.mjs), in which schemas
 * accept everything: vpcctl checked what it recorded, and the hash shows that it is unchanged.
 */
import { openJournal } from '@vpcctl/journal';
import { acquireLock, statePaths } from '../../host/index.js';
import {
  type DescribedItem,
  describeHistory,
  type HistorySelection,
  readSelection,
} from '../history/list.js';
import { coreRegistry, isCoreHistory } from '../registry/core-registry.js';
import type { PluginHost } from '../registry/plugin-host.js';

export { parseTime } from '../history/point-in-time.js';
export { arrivals } from '../reach/arrivals.js';
export { blameFor } from '../reach/blame.js';
export { readFlow, readService } from '../reach/flow-words.js';
export {
  answer,
  answerOne,
  type Matrix,
  matrixOf,
  queryOf,
  readQuery,
  uncheckedProtocolsOf,
} from '../reach/query.js';

/**
 * Reads the selected changes of the journal (default: all) in words, oldest first. Takes no lock. A
 * plugin is loaded only where one of the changes is of a plugin.
 * @throws VpcctlError as `selectHistory` and `loadPlugins`; JournalError as `journal.read`
 */
export async function readHistory(
  plugins: PluginHost,
  selection: HistorySelection,
): Promise<DescribedItem[]> {
  const journal = openJournal(statePaths().directory, { acquire: acquireLock });
  const { entries, removals } = await readSelection(journal, selection);
  const registry = isCoreHistory(entries)
    ? coreRegistry()
    : (await (await import('../context/open.js')).openReader(plugins)).registry;
  return describeHistory(registry, entries, selection, removals);
}
