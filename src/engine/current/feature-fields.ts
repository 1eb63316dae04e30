import type { ShowField, ShowSubject, State } from '@vpcctl/sdk';
import { CORE_FEATURES } from '../../features/names.js';
import type { PluginHost } from '../registry/plugin-host.js';

/** What a feature tells of something, and which feature that is. */
export interface FeatureField extends ShowField {
  readonly feature: string;
}

/** What all features tell of a subject. */
export type FieldProvider = (subject: ShowSubject) => FeatureField[];

/**
 * Has features tell what they know of what is shown. Where only the core has part in the state nobody is asked, and
 * no plugin is loaded.
 * @throws VpcctlError `PLUGIN_FAILED`, `PLUGIN_FAULT`
 */
export async function fieldsOf(plugins: PluginHost, state: State): Promise<FieldProvider> {
  if (Object.keys(state).every((name) => CORE_FEATURES.includes(name))) return () => [];
  const { openReader } = await import('../open.js');
  const { features } = (await openReader(plugins)).registry;
  return (subject) =>
    features.flatMap(({ name, show }) => {
      return (show?.(state, subject) ?? []).map((field) => ({ feature: name, ...field }));
    });
}
