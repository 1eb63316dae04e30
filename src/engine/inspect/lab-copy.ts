import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { advance, type Entry, isOutcome, type Position, START } from '@vpcctl/journal';
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { vpcSchema } from '../../features/vpc/schema.js';
import { statePaths } from '../../host/record/paths.js';
import { entriesAt } from '../history/at.js';
import { parsePointInTime } from '../history/moment.js';
import { readData } from '../model/evolve.js';
import { openReader } from '../open.js';
import type { PluginHost } from '../registry/plugin-host.js';
import type { Registry } from '../registry/registry.js';

/** What another host needs to become what this one is, or was. */
export interface LabCopy {
  /** The journal, up to an intent that has its outcome: the bytes of this one's file. */
  readonly journal: string;
  /** The interfaces to the internet that VPCs name, each once with every gateway. */
  readonly uplinks: readonly { readonly interface: string; readonly gateway: string | null }[];
}

/**
 * Reads the journal for a rehearsal. Changes nothing, takes no lock; a command that is running is not in it.
 * @param at an entry or a time, as {@link parsePointInTime} reads it; now where left out
 * @throws VpcctlError `REHEARSE_NOTHING`, `MOMENT_INVALID`; as {@link entriesAt}; JournalError as `journal.read` does
 */
export async function readLabCopy(plugins: PluginHost, at = 'now'): Promise<LabCopy> {
  const pointInTime = parsePointInTime(at, Date.now());
  const { journal, registry } = await openReader(plugins);
  const { entries } = await journal.read();
  const { directory } = statePaths();
  if (entries.length === 0) throw nothing(directory);
  const counted = settled(entriesAt(entries, pointInTime));
  const { offset } = counted.reduce<Position>(advance, START);
  // Append-only: what stands before an offset stays.
  const bytes = readFileSync(join(directory, 'journal.ndjson')).subarray(0, offset);
  return { journal: bytes.toString(), uplinks: uplinks(registry, counted) };
}

/** Without the intent at the end whose command is running, or was interrupted. Pure. */
function settled(entries: readonly Entry[]): readonly Entry[] {
  return entries.slice(0, entries.findLastIndex(isOutcome) + 1);
}

/** Also of VPCs that were deleted: an undo brings them back. */
function uplinks(registry: Registry, entries: readonly Entry[]): LabCopy['uplinks'] {
  const found = new Map<string, LabCopy['uplinks'][number]>();
  for (const entry of entries) {
    const intent = registry.intent(entry.type);
    if (intent === undefined || entry.type !== 'vpc.create') continue;
    const { data } = vpcSchema.safeParse(readData(intent, entry));
    if (data?.uplink) found.set(`${data.uplink.interface} ${data.uplink.gateway}`, data.uplink);
  }
  return [...found.values()];
}

function nothing(directory: string): VpcctlError {
  const isRoot = process.geteuid?.() === 0;
  return inputError(
    'REHEARSE_NOTHING',
    `there is nothing to rehearse: ${directory} has no journal`,
    ...(isRoot ? [] : ["what sudo vpcctl made is in root's: sudo vpcctl lab --rehearse"]),
    'another state directory is named by VPCCTL_HOME; vpcctl lab gives an empty host',
  );
}
