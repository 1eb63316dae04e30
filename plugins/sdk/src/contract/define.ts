import type { Json, Resource } from '../resource/resource.js';
import type { Evolve, Feature, Intent, ShowField, ShowSubject, State } from './feature.js';

/**
 * Declares an intent. It returns its argument; `Input` and `Data` are inferred from the schemas.
 */
export function defineIntent<Input, Data extends Json>(
  intent: Intent<Input, Data>,
): Intent<Input, Data> {
  return intent;
}

/**
 * Declares a feature. Its `select` gives the feature's slice, or `initial` where the state has none
 * yet. Without `lower` it has no resources.
 */
export function defineFeature<Slice extends Json>(definition: {
  name: string;
  initial: Slice;
  intents: Feature['intents'];
  evolve: Record<string, Evolve<Slice>>;
  lower?: (state: State) => Resource[];
  show?: (state: State, subject: ShowSubject) => readonly ShowField[];
}): Feature<Slice> {
  const { name, initial, intents, evolve, show } = definition;
  return {
    name,
    initial,
    intents,
    evolve,
    lower: definition.lower ?? (() => []),
    ...(show && { show }),
    // The state's type does not know its features. The fold puts only this feature's slice here.
    select: (state) => (state[name] ?? initial) as Slice,
  };
}
