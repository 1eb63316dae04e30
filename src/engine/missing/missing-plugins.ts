import { commandLine } from '../../host/index.js';
import { isInstallable, isOwnPlugin, sourceHere } from '../../host/plugins/index.js';
import type { UnknownEvent } from './unknown-events.js';

/** A plugin that is not installed, and whose entries are in effect. */
export interface MissingPlugin {
  /** The name of its package; null where the journal does not tell. */
  readonly name: string | null;
  readonly version: string | null;
  /** The plugin in words: `vpcctl-dns 1.0.0`, `the plugin of "dns"`. */
  readonly title: string;
  /** The numbers of its entries in effect. */
  readonly entries: readonly number[];
  /** How to get it back, in words. */
  readonly hint: string;
}

/** The plugins of unknown events, in the order of their first entries. The newest version counts. */
export function missingPlugins(events: readonly UnknownEvent[]): MissingPlugin[] {
  const groups = new Map<string, UnknownEvent[]>();
  const owners = new Map(
    events.flatMap(({ type, plugin }) => (plugin ? [[featureOf(type), plugin.name] as const] : [])),
  );
  for (const event of events) {
    const feature = featureOf(event.type);
    const key = event.plugin?.name ?? owners.get(feature) ?? `feature ${feature}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()].map(missingPlugin);
}

/** The feature of an event: intents begin with its name. */
const featureOf = (type: string) => type.split('.')[0] ?? '';

function missingPlugin(events: readonly UnknownEvent[]): MissingPlugin {
  const feature = featureOf(events[0]?.type ?? '');
  const origin = events.findLast(({ plugin }) => plugin !== undefined)?.plugin;
  const { name, version, source } = origin ?? { ...known(feature), version: null };
  return {
    name,
    version,
    title:
      name === null
        ? `the plugin of ${JSON.stringify(feature)}`
        : [name, ...(version === null ? [] : [version])].join(' '),
    entries: [...new Set(events.map(({ seq }) => seq))],
    hint: origin === undefined ? installHint(feature) : hintFor(name ?? feature, version, source),
  };
}

function known(feature: string): { readonly name: string | null; readonly source: string | null } {
  if (isOwnPlugin(feature)) return { name: `@vpcctl/${feature}`, source: null };
  return sourceHere(feature) ?? { name: null, source: null };
}

/** The next step where no plugin brings a feature or driver of this name. */
export function installHint(feature: string): string {
  if (isOwnPlugin(feature))
    return `@vpcctl/${feature} is a part of vpcctl: install vpcctl again, from where it came`;
  const here = sourceHere(feature);
  if (here !== null) return hintFor(here.name, null, here.source);
  return `install the plugin that brings ${JSON.stringify(feature)}, from where it came: vpcctl plugins install …`;
}

/** Names no package to fetch by guess: another author may have published one of that name. */
function hintFor(name: string, version: string | null, source: string | null): string {
  if (source !== null && isInstallable(source))
    return `install it again: ${commandLine(['vpcctl', 'plugins', 'install', source])}`;
  const what = [name, ...(version === null ? [] : [version])].join(' ');
  return `install ${what} from where it came, which is not recorded: vpcctl plugins install …`;
}

/** The missing plugins and their entries as one sentence; null where there is none. */
export function describeMissing(events: readonly UnknownEvent[]): string | null {
  if (events.length === 0) return null;
  const plugins = missingPlugins(events).map(
    ({ title, entries }) => `${title} (${entriesInWords(entries)})`,
  );
  const [what, whose] = plugins.length === 1 ? ['plugin', 'its'] : ['plugins', 'their'];
  return `${what} not installed: ${plugins.join(', ')}; ${whose} entries are kept and not applied. More: vpcctl status`;
}

/** `entry 3`, `entries 3, 5 and 9`; of many, the first ones and their number. */
export function entriesInWords(entries: readonly number[]): string {
  const [first, ...rest] = entries;
  if (rest.length === 0) return `entry ${first}`;
  if (entries.length > 8)
    return `entries ${entries.slice(0, 6).join(', ')} and ${entries.length - 6} more`;
  return `entries ${entries.slice(0, -1).join(', ')} and ${entries.at(-1)}`;
}
