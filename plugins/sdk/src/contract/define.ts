import type { Json, JsonObject, Resource } from '../resource/resource.js';
import type {
  ChangeEvent,
  Evolve,
  Feature,
  Intent,
  Place,
  ShowField,
  ShowSubject,
  State,
} from './feature.js';

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
 * yet. Without `lower` it has no resources.
 */
export function defineFeature<Slice extends Json>(definition: {
  name: string;
  initial: Slice;
  intents: Feature['intents'];
  evolve: Record<string, Evolve<Slice>>;
  lower?: (state: State, place: Place) => Resource[];
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
