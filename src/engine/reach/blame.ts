import {
  activeIntents,
  type Entry,
  intentsAmong,
  intentWith,
  isHistoryEntry,
  removedBy,
  timeline,
} from '@vpcctl/journal';
import type { Feature, Json, State } from '@vpcctl/sdk';
import type { Subject } from '../../model/reach/index.js';
import { EMPTY_STATE, evolve, readData } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';

/** The entry of the journal that a part of the state is owed to. */
export interface Blame {
  readonly entry: Entry;
  /** Whether it put it there, or took it away. */
  readonly how: 'put' | 'taken';
}

/** A journal, and the state that it comes to. */
interface Folded {
  readonly registry: Registry;
  readonly entries: readonly Entry[];
  readonly state: State;
}

/** What a fold has seen of one subject so far. */
interface Watch {
  readonly look: (state: State) => Json | undefined;
  readonly isPutBy: (entry: Entry) => boolean;
  value: Json | undefined;
  put: Entry | null;
  taken: Entry | null;
}

/**
 * Who put each subject there, or took it away: the last entry that counts and changed it, and for what is not there also the
 * undo or revert that took out who had put it there, where that came later. Null: nothing ever did. One fold. Pure.
 */
export function blameFor(
  { registry, entries, state }: Folded,
  subjects: readonly Subject[],
): (Blame | null)[] {
  const of = timeline(entries);
  const counts = new Set(activeIntents(of));
  const watches = subjects.map((subject) => watchOf(registry, state, subject));
  intentsAmong(entries, counts).reduce((before, entry) => {
    const next = evolve(registry)(before, entry);
    for (const watch of watches) note(watch, next, entry);
    return next;
  }, EMPTY_STATE);
  const out = removedBy(of);
  return watches.map((watch) => blameOf(entries, out, watch));
}

function blameOf(
  entries: readonly Entry[],
  out: ReadonlyMap<number, number>,
  { isPutBy, value, put, taken }: Watch,
): Blame | null {
  if (value !== undefined) return put === null ? null : { entry: put, how: 'put' };
  const undoing = [...out].flatMap(([target, by]) => {
    const entry = intentWith(entries, target);
    return entry !== undefined && isPutBy(entry) ? (intentWith(entries, by) ?? []) : [];
  });
  const [last] = [...(taken === null ? [] : [taken]), ...undoing].sort((a, b) => b.seq - a.seq);
  return last === undefined ? null : { entry: last, how: 'taken' };
}

/** A fold keeps what it doesn't change: another value is a change. */
function note(watch: Watch, state: State, entry: Entry): void {
  const value = watch.look(state);
  if (value === watch.value) return;
  watch.value = value;
  if (value === undefined) watch.taken = entry;
  else watch.put = entry;
}

function watchOf(registry: Registry, state: State, subject: Subject): Watch {
  const nothing = { value: undefined, put: null, taken: null };
  if ('resource' in subject) {
    // A step stands on one that is there, so nobody took it away.
    const look = lookAtResource(registry, state, subject.resource);
    return { ...nothing, look, isPutBy: () => false };
  }
  const { feature, key } = subject;
  const look = (now: State) => {
    const slice = own(now, feature);
    return slice === undefined ? undefined : own(slice, key);
  };
  return { ...nothing, look, isPutBy: (entry) => puts(registry, entry, feature, key) };
}

/** Whether an entry, by itself, puts a part of the state there. */
function puts(registry: Registry, entry: Entry, name: string, key: string): boolean {
  if (isHistoryEntry(entry)) return false;
  const intent = registry.intent(entry.type);
  const feature = registry.features.find((candidate) => candidate.name === name);
  const step = feature?.evolve[entry.type];
  if (intent === undefined || feature === undefined || step === undefined) return false;
  return own(step(feature.initial, readData(intent, entry)), key) !== undefined;
}

/**
 * A resource of `state` as of earlier states: its attributes as text. It is the feature's that wants it, and owed to what changes
 * that feature's slice; only then is it looked at.
 */
function lookAtResource(
  { features }: Registry,
  state: State,
  id: string,
): (state: State) => string | undefined {
  const find = (feature: Feature, now: State) => feature.lower(now).find((each) => each.id === id);
  const owner = features.find((feature) => find(feature, state) !== undefined);
  if (owner === undefined) return () => undefined;
  let slice: Json | undefined;
  let text: string | undefined;
  return (now) => {
    if (now[owner.name] === slice) return text;
    slice = now[owner.name];
    const found = find(owner, now);
    text = found && JSON.stringify(found.attributes);
    return text;
  };
}

/** `constructor` is a fine name for a VPC. */
function own(value: Json, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
