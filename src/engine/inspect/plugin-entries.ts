import { type ChangeEvent, changesAmong, type Entry, foldWhole } from '@vpcctl/journal';
import { isVpcctlError, type State, VpcctlError } from '@vpcctl/sdk';
import { commandLine } from '../../host/index.js';
import { readStore } from '../../host/plugins/index.js';
import { openReader } from '../context/open.js';
import { type UnknownEvent, unknownEvents, unknownIn } from '../missing/unknown-events.js';
import { describeEvent } from '../model/describe.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import type { PluginHost } from '../registry/plugin-host.js';
import type { Registry } from '../registry/registry.js';

/** How many entries an error names. */
const SHOWN = 10;

/** A change in effect that needs a plugin. */
export interface NeededBy {
  readonly seq: number;
  readonly description: string;
}

/** What the journal needs of a plugin. */
export interface PluginNeeds {
  readonly entries: readonly NeededBy[];
  /** The backend in use, where it is one of the plugin; else null. */
  readonly backend: string | null;
  /** What was installed; null where that is not known. */
  readonly source: string | null;
}

/**
 * Reads what the journal needs of a plugin. Takes no lock, and runs no code of the plugin unless
 * there are entries to describe.
 * @param host vpcctl without the plugins of the user
 * @param load loads them; where it fails, the entries are described by their types
 * @throws JournalError as `journal.read` does
 */
export async function readPluginNeeds(
  name: string,
  host: PluginHost,
  load: () => Promise<PluginHost>,
): Promise<PluginNeeds> {
  const { journal, registry } = await openReader(host);
  const { entries } = await journal.read();
  const own = [...readStore().packages].filter(([, each]) => each.name === name);
  const parts = new Set(own.map(([part]) => part));
  const { state, pending } = foldWhole<State>(entries, EMPTY_STATE, evolve(registry));
  const backend = registry.backendOf(state);
  const unknown = [...unknownEvents(state), ...(pending ? unknownIn(registry, pending) : [])];
  const needing = eventsOfPlugin(entries, unknown, name, parts);
  const describe = needing.length === 0 ? null : await describer(load);
  return {
    entries: needing.map(({ seq, event }) => ({
      seq,
      description: describe?.(seq, event) ?? event.type,
    })),
    backend: backend !== null && parts.has(backend) ? backend : null,
    source: own.at(-1)?.[1].source ?? null,
  };
}

/**
 * The events that a plugin recorded, one of each change. Pure.
 * @param unknown the events in effect that are unknown without the plugins of the user
 * @param parts the names of the plugin's features; they tell where no plugin is recorded
 */
export function eventsOfPlugin(
  entries: readonly Entry[],
  unknown: readonly UnknownEvent[],
  name: string,
  parts: ReadonlySet<string>,
): { readonly seq: number; readonly event: ChangeEvent }[] {
  const seqs = new Set(unknown.map(({ seq }) => seq));
  const isOwn = ({ type, plugin }: ChangeEvent) =>
    plugin === undefined ? parts.has(type.split('.')[0] ?? '') : plugin.name === name;
  return changesAmong(entries, seqs).flatMap(({ seq, events }) => {
    const event = events.find(isOwn);
    return event === undefined ? [] : [{ seq, event }];
  });
}

/** Describes events by their plugin; null where it can't be loaded, which is no reason to keep it. */
async function describer(
  load: () => Promise<PluginHost>,
): Promise<((seq: number, event: ChangeEvent) => string | null) | null> {
  let registry: Registry;
  try {
    registry = (await openReader(await load())).registry;
  } catch (error) {
    if (isVpcctlError(error)) return null;
    throw error;
  }
  return (seq, event) => {
    try {
      return registry.intent(event.type) === undefined ? null : describeEvent(registry, seq, event);
    } catch (error) {
      if (isVpcctlError(error)) return null;
      throw error;
    }
  };
}

/**
 * Refuses to uninstall a plugin that the journal needs.
 * @throws VpcctlError `PLUGIN_NEEDED`
 */
export function refuseNeeded(name: string, { entries, backend, source }: PluginNeeds): void {
  if (entries.length === 0 && backend === null) return;
  const uninstall = commandLine(['vpcctl', 'plugins', 'uninstall', name]);
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  const needing = [
    ...(entries.length === 0 ? [] : [`${count} in effect`]),
    ...(backend === null ? [] : [`the backend in use (${backend})`]),
  ];
  throw new VpcctlError(`${name} is needed by ${needing.join(' and ')}`, {
    code: 'PLUGIN_NEEDED',
    category: 'input',
    hints: [
      ...entries.slice(0, SHOWN).map(({ seq, description }) => `${seq} ${description}`),
      ...(entries.length > SHOWN ? [`and ${entries.length - SHOWN} more: vpcctl history`] : []),
      ...(entries.length === 0 ? [] : ['take these back first: vpcctl undo, vpcctl revert SEQ']),
      ...(backend === null ? [] : ['choose another backend first: vpcctl backend set NAME']),
      `or leave on the host what it made: ${uninstall} --force`,
      howToGetBack(source),
    ],
  });
}

/** How to get an uninstalled plugin back, in words. */
export function howToGetBack(source: string | null): string {
  return source === null
    ? 'to get it back, install it from where it came'
    : `to get it back: ${commandLine(['vpcctl', 'plugins', 'install', source])}`;
}
