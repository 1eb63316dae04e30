import type { Entry } from '@vpcctl/journal';
import { type AnyIntent, type Json, type State, VpcctlError } from '@vpcctl/sdk';
import { once } from '../../model/records.js';
import type { Registry } from '../registry/registry.js';

/** Where the state keeps the types of intents that no installed plugin knows. */
const UNKNOWN = '(foreign)';

/** The state before the first entry. */
export const EMPTY_STATE: State = {};

/**
 * The step of the fold: applies one intent to the state. Pure. The type of an unknown intent is
 * kept in the state ({@link unknownIntents}).
 * @throws VpcctlError as {@link readData}
 */
export function evolve(registry: Registry): (state: State, entry: Entry) => State {
  return (state, entry) => {
    const intent = registry.intent(entry.type);
    if (intent === undefined) {
      return { ...state, [UNKNOWN]: [...new Set([...unknownIntents(state), entry.type])] };
    }
    return evolveWith(registry, state, entry.type, readData(intent, entry));
  };
}

/**
 * Applies an intent of `type` with `data`: every feature that handles the type changes its slice.
 */
export function evolveWith(registry: Registry, state: State, type: string, data: Json): State {
  const next: Record<string, Json> = { ...state };
  for (const feature of registry.features) {
    const step = feature.evolve[type];
    if (step !== undefined) next[feature.name] = step(feature.select(state), data);
  }
  return next;
}

/** The types of intents in the state's history that no installed plugin knows. */
export function unknownIntents(state: State): string[] {
  const types = state[UNKNOWN];
  return Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [];
}

/**
 * The data of an entry, upgraded to the present version and checked. A command folds some entries
 * several times, so what was read is kept as long as the entry.
 * @throws VpcctlError `ENTRY_UNREADABLE`
 */
export function readData(intent: AnyIntent, entry: Entry): Json {
  const known = readBy(intent).get(entry);
  if (known !== undefined) return known;
  const data = check(intent, entry);
  readBy(intent).set(entry, data);
  return data;
}

const readBy = once((_: AnyIntent) => new WeakMap<Entry, Json>());

function check(intent: AnyIntent, entry: Entry): Json {
  const data =
    entry.v < intent.version && intent.upcast ? intent.upcast(entry.data, entry.v) : entry.data;
  const result = intent.data.safeParse(data);
  if (result.success && entry.v <= intent.version) return result.data;
  throw new VpcctlError(
    `entry ${entry.seq} of the journal (${entry.type}, version ${entry.v}) can't be read by this vpcctl`,
    {
      code: 'ENTRY_UNREADABLE',
      category: 'journal',
      hints: ['it was written by a newer vpcctl: install that version or a later one'],
    },
  );
}
