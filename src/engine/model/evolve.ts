import { isDeepStrictEqual } from 'node:util';
import { type ChangeEntry, type ChangeEvent, LOSS_EVENT } from '@vpcctl/journal';
import {
  type AnyIntent,
  type Json,
  type JsonObject,
  RENAMED,
  type Renamed,
  type State,
  VpcctlError,
} from '@vpcctl/sdk';
import { once } from '../../model/records.js';
import { dropEnded, keepUnknown, renameUnknown } from '../missing/unknown-events.js';
import { describeIssues } from '../registry/issues.js';
import type { Registry } from '../registry/registry.js';

/** The state before the first entry. */
export const EMPTY_STATE: State = {};

/**
 * The step of the fold: applies the events of one change to the state. Pure. The type of an event
 * that no installed plugin declares changes nothing, and is kept ({@link keepUnknown}).
 * @throws VpcctlError as {@link readData}
 */
export function evolve(registry: Registry): (state: State, change: ChangeEntry) => State {
  return (state, { seq, events }) =>
    events.reduce((before, event) => evolveEvent(registry, before, seq, event), state);
}

/**
 * Applies one recorded event to the state, as {@link evolve} does. An accepted loss begins with
 * nothing: the events after it make the state.
 * @param seq the number of its change
 */
export function evolveEvent(
  registry: Registry,
  state: State,
  seq: number,
  event: ChangeEvent,
): State {
  const intent = registry.intent(event.type);
  if (intent === undefined) return keepUnknown(state, seq, event);
  const before = event.type === LOSS_EVENT ? EMPTY_STATE : state;
  const data = readData(intent, seq, event);
  const after = evolveWith(registry, before, event.type, data);
  // Its schema has checked it.
  return event.type === RENAMED ? renameUnknown(after, data as Renamed) : dropEnded(before, after);
}

/**
 * Applies an event of `type` with `data`: every feature that handles the type changes its slice. A
 * slice that is as at the beginning is left out: reading commands load only what a state needs.
 */
export function evolveWith(registry: Registry, state: State, type: string, data: Json): State {
  const next: Record<string, Json> = { ...state };
  for (const feature of registry.features) {
    const step = feature.evolve[type];
    if (step === undefined) continue;
    const slice = step(feature.select(state), data);
    if (isDeepStrictEqual(slice, feature.initial)) delete next[feature.name];
    else next[feature.name] = slice;
  }
  return next;
}

/**
 * The data of an event, upgraded to the present version and checked. A command folds some entries
 * several times, so what was read is kept as long as the event.
 * @param seq the number of its change
 * @throws VpcctlError `ENTRY_UNREADABLE`
 */
export function readData(intent: AnyIntent, seq: number, event: ChangeEvent): JsonObject {
  const known = readBy(intent).get(event);
  if (known !== undefined) return known;
  const data = check(intent, seq, event);
  readBy(intent).set(event, data);
  return data;
}

const readBy = once((_: AnyIntent) => new WeakMap<ChangeEvent, JsonObject>());

function check(intent: AnyIntent, seq: number, { type, v, data }: ChangeEvent): JsonObject {
  const upgraded = v < intent.version && intent.upcast ? intent.upcast(data, v) : data;
  if (v > intent.version) {
    throw new VpcctlError(
      `entry ${seq} of the journal (${type}, version ${v}) can't be read by this vpcctl`,
      {
        code: 'ENTRY_UNREADABLE',
        category: 'journal',
        hints: ['it was written by a newer vpcctl: install that version or a later one'],
      },
    );
  }
  const result = intent.data.safeParse(upgraded);
  if (result.success) return result.data;
  throw senseless(seq, type, describeIssues(result.error.issues));
}

/** `ENTRY_SENSELESS`: vpcctl would not have recorded the data of an entry; `why` names the field. */
export function senseless(seq: number, type: string, why: string): VpcctlError {
  return new VpcctlError(`entry ${seq} of the journal (${type}) makes no sense: ${why}`, {
    code: 'ENTRY_SENSELESS',
    category: 'journal',
    hints: [
      'vpcctl did not write that: use a copy of the journal that nobody changed',
      'or make the file anew, where the history is whole: vpcctl journal export FILE',
    ],
  });
}
