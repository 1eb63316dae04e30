import {
  type ChangeEvent,
  type Entry,
  type EventOrigin,
  eventsOf,
  isOrigin,
} from '@vpcctl/journal';
import { type Json, type Renamed, renamedPlace, type State } from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import { mentions, type NamedPlace, placesLost } from './named-places.js';

/** An event that is in effect and that no installed plugin declares. */
export type UnknownEvent = {
  /** The number of its change. */
  readonly seq: number;
  readonly type: string;
  readonly data: Json;
  /** The plugin that recorded it; left out where that is not recorded. */
  readonly plugin?: EventOrigin;
  /** Names that what its data mentions got later, by renames. */
  readonly renamed?: readonly string[];
};

/** Where the state keeps them: a name that no feature has. */
const SLICE = '(foreign)';

/** The unknown events in a state, in the order of the journal. Pure. */
export function unknownEvents(state: State): UnknownEvent[] {
  const events = state[SLICE];
  return Array.isArray(events) ? events.filter(isUnknownEvent) : [];
}

/** Whether a state has unknown events. Pure. */
export function hasUnknown(state: State): boolean {
  return Object.hasOwn(state, SLICE);
}

// A snapshot may have anything in their place.
function isUnknownEvent(value: Json): value is UnknownEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (!('seq' in value && 'type' in value && 'data' in value)) return false;
  const { seq, type } = value;
  if ('plugin' in value && !isOrigin(value['plugin'])) return false;
  return typeof seq === 'number' && typeof type === 'string';
}

/** The unknown events in one of two states, or in both. Pure. */
export function unknownInEither(before: State, after: State): UnknownEvent[] {
  const events = unknownEvents(before);
  const more = unknownEvents(after).filter(
    (event) => !events.some(({ seq, type }) => seq === event.seq && type === event.type),
  );
  return [...events, ...more];
}

/** The events of a change that no installed plugin declares; none of any other entry. Pure. */
export function unknownIn(registry: Registry, entry: Entry): UnknownEvent[] {
  return eventsOf(entry)
    .filter(({ type }) => registry.intent(type) === undefined)
    .map((event) => unknownEvent(entry.seq, event));
}

function unknownEvent(seq: number, { type, data, plugin }: ChangeEvent): UnknownEvent {
  return { seq, type, data, ...(plugin && { plugin }) };
}

/** The state with one more unknown event, which changes no other part of it. Pure. */
export function keepUnknown(state: State, seq: number, event: ChangeEvent): State {
  return { ...state, [SLICE]: [...unknownEvents(state), unknownEvent(seq, event)] };
}

/**
 * The state after a change, without the unknown events of what the change took away: a plugin drops
 * what belongs to a VPC together with that VPC. Pure.
 */
export function dropEnded(before: State, after: State): State {
  if (!hasUnknown(after)) return after;
  const events = unknownEvents(after);
  const lost = placesLost(before, after);
  const left = events.filter((event) => !lost.some((place) => isAbout(event, place)));
  if (left.length === events.length) return after;
  const { [SLICE]: _, ...rest } = after;
  return left.length === 0 ? rest : { ...rest, [SLICE]: left };
}

/** The state in which the unknown events know a place by its new name, too. Pure. */
export function renameUnknown(state: State, rename: Renamed): State {
  if (!hasUnknown(state)) return state;
  const place = { label: '', names: [renamedPlace(rename)] };
  const events = unknownEvents(state).map((event): UnknownEvent => {
    if (!isAbout(event, place)) return event;
    return { ...event, renamed: [...(event.renamed ?? []), rename.to] };
  });
  return { ...state, [SLICE]: events };
}

/** Whether an unknown event mentions a place, by a name that it has now. Pure. */
export function isAbout({ data, renamed = [] }: UnknownEvent, place: NamedPlace): boolean {
  // By contract the data of an event is an object.
  const fields = typeof data === 'object' ? data : {};
  return mentions(renamed.length === 0 ? data : { ...fields, '(renamed)': renamed }, place);
}
