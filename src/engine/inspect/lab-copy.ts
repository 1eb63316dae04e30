import { type Entry, eventsOf, exportText } from '@vpcctl/journal';
import { inputError, type Uplink, type VpcctlError } from '@vpcctl/sdk';
import { statePaths } from '../../host/index.js';
import { readStore, storeDirectory } from '../../host/plugins/index.js';
import { openReader } from '../context/open.js';
import { entriesAt, parsePointInTime, withoutPending } from '../history/point-in-time.js';
import { readData } from '../model/evolve.js';
import type { PluginHost } from '../registry/plugin-host.js';
import type { Registry } from '../registry/registry.js';

/** All that a lab needs to become what this host is, or was. */
export interface LabCopy {
  /** The text of this host's journal, up to the outcome of a change. */
  readonly journal: string;
  /** The directory of the user's plugins, whose changes the journal may have; null for none. */
  readonly plugins: string | null;
  /** The uplinks that VPCs name: each pair of interface and gateway once. */
  readonly uplinks: readonly Uplink[];
}

/**
 * Reads the journal for a rehearsal copy. Changes nothing, takes no lock. A change that is running
 * is not in the copy.
 * @param at an entry or a time, as {@link parsePointInTime} reads it; now where left out
 * @throws VpcctlError `REHEARSE_NOTHING`, `POINT_IN_TIME_INVALID`; as {@link entriesAt};
 *   JournalError as `journal.read` does
 */
export async function readLabCopy(plugins: PluginHost, at = 'now'): Promise<LabCopy> {
  const pointInTime = parsePointInTime(at, Date.now());
  const { journal, registry } = await openReader(plugins);
  const { entries } = await journal.read();
  const { directory } = statePaths();
  if (entries.length === 0) throw nothing(directory);
  const counted = withoutPending(entriesAt(entries, pointInTime));
  const store = readStore().plugins.length > 0 ? storeDirectory() : null;
  return { journal: exportText(counted), plugins: store, uplinks: uplinks(registry, counted) };
}

/** The uplinks of all VPCs, also of deleted ones, since an undo brings them back. */
function uplinks(registry: Registry, entries: readonly Entry[]): LabCopy['uplinks'] {
  const found = new Map<string, Uplink>();
  const events = entries.flatMap((entry) => eventsOf(entry).map((event) => ({ ...event, entry })));
  for (const { entry, ...event } of events) {
    const intent = registry.intent(event.type);
    const uplink = intent?.uplink?.(readData(intent, entry.seq, event)) ?? null;
    if (uplink !== null) found.set(`${uplink.interface} ${uplink.gateway}`, uplink);
  }
  return [...found.values()];
}

function nothing(directory: string): VpcctlError {
  const isRoot = process.geteuid?.() === 0;
  return inputError(
    'REHEARSE_NOTHING',
    `there is nothing to rehearse: ${directory} has no journal`,
    ...(isRoot ? [] : ["root's VPCs are in root's journal: sudo vpcctl lab --rehearse"]),
    'another state directory is named by VPCCTL_HOME; vpcctl lab gives an empty host',
  );
}
