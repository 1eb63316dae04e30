import { type Entry, eventsOf } from '@vpcctl/journal';
import { API_VERSION, type State } from '@vpcctl/sdk';
import { coreFeatures } from '../../features/index.js';
import { lazily } from '../../model/records.js';
import type { PluginHost } from './plugin-host.js';
import { createRegistry, type Registry } from './registry.js';

/** The core's features without any driver or plugin: enough to read what only the core recorded. */
export const coreRegistry = lazily(
  (): Registry =>
    createRegistry([{ name: 'vpcctl', apiVersion: API_VERSION, features: coreFeatures }]),
);

/** Whether the core's features declare all events of `entries`. Pure. */
export function isCoreHistory(entries: readonly Entry[]): boolean {
  const { intent } = coreRegistry();
  return entries.every((entry) => eventsOf(entry).every(({ type }) => intent(type) !== undefined));
}

/**
 * Whether no plugin adds anything to `state`. Those that come with vpcctl add nothing to a state
 * without slices of theirs. Of a plugin that a user installed this is not known.
 */
export function isCoreState(plugins: PluginHost, state: State): boolean {
  const core = new Set(coreRegistry().features.map(({ name }) => name));
  const installed = plugins.getPluginsList().every(({ type = 'core' }) => type === 'core');
  return installed && Object.keys(state).every((name) => core.has(name));
}
