import type { Json, JsonObject } from '../resource/resource.js';
import type { ChangeEvent, Evolve, Feature, Intent } from './feature.js';

/**
 * Declares an intent with its event. It returns its argument; `Input` and `Data` are inferred from the schemas.
 */
export function defineIntent<Input, Data extends JsonObject>(
  intent: Intent<Input, Data>,
): Intent<Input, Data> {
  return intent;
}

/** The event that `intent` declares, with `data`: for the list that `decide` may return. Pure. */
export function event<Data extends JsonObject>(
  intent: Pick<Intent<never, Data>, 'type' | 'version' | 'data'>,
  data: NoInfer<Data>,
): ChangeEvent {
  return { type: intent.type, v: intent.version, data };
}

/**
 * Declares a feature. Its `select` gives the feature's slice, or `initial` where the state has none
 * yet. Without `lower` its resources are those of its `parts`; without these it has none.
 */
export function defineFeature<Slice extends Json>(
  definition: {
    evolve: Record<string, Evolve<Slice>>;
    lower?: Feature['lower'];
  } & Omit<Feature<Slice>, 'evolve' | 'lower' | 'select'>,
): Feature<Slice> {
  const { name, initial, parts } = definition;
  const lowerParts: Feature['lower'] = (state, place) =>
    [...(parts?.(state, place).values() ?? [])].flatMap((part) => part.lower());
  return {
    ...definition,
    lower: definition.lower ?? lowerParts,
    // The state's type does not know its features. The fold puts only this feature's slice here.
    select: (state) => (state[name] ?? initial) as Slice,
  };
}
