import { type ChangeEvent, type Entry, eventsOf } from '@vpcctl/journal';
import { type AnyIntent, type Feature, isVpcctlError, VpcctlError } from '@vpcctl/sdk';
import { openReader } from '../context/open.js';
import { readData } from '../model/evolve.js';
import type { PluginHost } from '../registry/plugin-host.js';

/**
 * Refuses a version of a plugin that can't read what is recorded: with it no command could read the
 * state.
 * @param plugins all plugins, with the one to check
 * @param plugin the plugin to check, and its features
 * @returns whether the plugin recorded something
 * @throws VpcctlError `PLUGIN_TOO_OLD`, naming the entry; JournalError as `journal.read` does
 */
export async function checkPluginFits(
  plugins: PluginHost,
  { name, version, features }: { name: string; version: string; features: readonly string[] },
): Promise<boolean> {
  const { journal, registry } = await openReader(plugins);
  const own = registry.features.filter((feature) => features.includes(feature.name));
  const { entries } = await journal.read();
  const unreadable = firstUnreadable(own, entries);
  if (unreadable === null) return hasEvents(own, entries);
  throw new VpcctlError(`plugin ${name} ${version} cannot read ${unreadable} of the journal`, {
    code: 'PLUGIN_TOO_OLD',
    category: 'environment',
    hints: ['install the version that recorded the entry, or a later one'],
  });
}

/** Whether some features recorded anything. Pure. */
function hasEvents(features: readonly Feature[], entries: readonly Entry[]): boolean {
  const types = new Set(features.flatMap(({ intents }) => intents.map(({ type }) => type)));
  return entries.some((entry) => eventsOf(entry).some(({ type }) => types.has(type)));
}

/** The first event that some features can't read, in words; null where there is none. Pure. */
export function firstUnreadable(
  features: readonly Feature[],
  entries: readonly Entry[],
): string | null {
  const intents = new Map(
    features.flatMap((feature) => feature.intents.map((intent) => [intent.type, intent] as const)),
  );
  for (const entry of entries) {
    for (const event of eventsOf(entry)) {
      const intent = intents.get(event.type);
      if (intent !== undefined && !canRead(intent, entry.seq, event)) {
        return `entry ${entry.seq} (${event.type}, version ${event.v})`;
      }
    }
  }
  return null;
}

function canRead(intent: AnyIntent, seq: number, event: ChangeEvent): boolean {
  try {
    readData(intent, seq, event);
    return true;
  } catch (error) {
    if (isVpcctlError(error)) return false;
    throw error;
  }
}
