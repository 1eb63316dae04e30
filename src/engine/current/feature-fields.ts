import type { ShowField, ShowSubject, State } from '@vpcctl/sdk';
import { CORE_FEATURES } from '../../features/index.js';
import type { PluginHost } from '../registry/plugin-host.js';

/** A field that a feature adds to a view, with the feature's name. */
export interface FeatureField extends ShowField {
  readonly feature: string;
}

/** Gives the fields of all features for a subject. */
export type FieldProvider = (subject: ShowSubject) => FeatureField[];

/**
 * Makes the provider of the fields that features add to a view. Where the state has slices of the
 * core's features only, no plugin is loaded and the provider gives no fields.
 * @throws VpcctlError `PLUGIN_FAILED`, `PLUGIN_FAULT`
 */
export async function fieldsOf(plugins: PluginHost, state: State): Promise<FieldProvider> {
  if (Object.keys(state).every((name) => CORE_FEATURES.includes(name))) return () => [];
  const { openReader } = await import('../context/open.js');
  const { features } = (await openReader(plugins)).registry;
  return (subject) =>
    features.flatMap(({ name, show }) => {
      return (show?.(state, subject) ?? []).map((field) => ({ feature: name, ...field }));
    });
}
