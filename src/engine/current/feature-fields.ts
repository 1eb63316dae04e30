import type { ShowField, ShowSubject, State } from '@vpcctl/sdk';
import { coreViews } from '../../features/views.js';
import type { PluginHost } from '../registry/plugin-host.js';

/** A field that a feature adds to a view, with the feature's name. */
export interface FeatureField extends ShowField {
  readonly feature: string;
}

/** Gives the fields of all features for a subject. */
export type FieldProvider = (subject: ShowSubject) => FeatureField[];

/**
 * Makes the provider of the fields that features add to a view. Where the state has slices of the
 * core's features only, no plugin is loaded: what the core's features show is known without.
 * @throws VpcctlError `PLUGIN_FAILED`, `PLUGIN_FAULT`
 */
export async function fieldsOf(plugins: PluginHost, state: State): Promise<FieldProvider> {
  const core = coreViews.map(({ name }) => name);
  if (Object.keys(state).every((name) => core.includes(name))) return fieldsBy(coreViews, state);
  const { openReader } = await import('../context/open.js');
  return fieldsBy((await openReader(plugins)).registry.features, state);
}

function fieldsBy(features: typeof coreViews, state: State): FieldProvider {
  return (subject) =>
    features.flatMap(({ name, show }) => {
      return (show?.(state, subject) ?? []).map((field) => ({ feature: name, ...field }));
    });
}
