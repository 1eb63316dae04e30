import {
  activeIntents,
  type ChangeEntry,
  changesAmong,
  type Entry,
  eventsOf,
  intentWith,
  removedBy,
  timeline,
} from '@vpcctl/journal';
import { type Feature, groupBy, type Json, RENAMED, type State } from '@vpcctl/sdk';
import type { Subject } from '../../model/reach/index.js';
import { EMPTY_STATE, evolve, readData } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';
import { keysOf, type RenameAt, renamesIn } from './keys.js';

/** The entry that is responsible for a part of the state. */
export interface Blame {
  readonly entry: Entry;
  /** Whether the entry added the part (`put`), or removed it (`taken`). */
  readonly how: 'put' | 'taken';
}

/** A journal, and the state that it folds to. */
interface Folded {
  readonly registry: Registry;
  readonly entries: readonly Entry[];
  readonly state: State;
}

/** The entries that added and removed one subject, as far as the fold has gone. */
interface Watch {
  /** The feature whose slice has the subject; null where any slice may decide about it. */
  readonly slice: string | null;
  /** The subject's key there after a change, by its number; null where it had none. */
  readonly keyAt: (seq: number) => string | null;
  readonly look: (state: State, seq: number) => Json | undefined;
  readonly isPutBy: (entry: Entry) => boolean;
  value: Json | undefined;
  put: Entry | null;
  taken: Entry | null;
}

/**
 * Finds the entry responsible for each subject: the last active entry that changed it. Pure. For a
 * missing subject it is the undo or revert that removed its creator, if that came later. The
 * subjects of one slice share a fold.
 * @returns one answer for each subject; null if no entry ever touched it
 */
export function blameFor(
  { registry, entries, state }: Folded,
  subjects: readonly Subject[],
): (Blame | null)[] {
  const order = timeline(entries);
  const active = new Set(activeIntents(order));
  const changes = changesAmong(entries, active);
  const renames = renamesIn(registry, changes);
  const watches = subjects.map((subject) => watchOf(registry, state, subject, renames));
  for (const [slice, own] of groupBy(watches, (watch) => [watch.slice])) {
    if (slice === null) foldWhole(registry, changes, own);
    else foldSlice(registry, changes, slice, own);
  }
  const removers = removedBy(order);
  return watches.map((watch) => blameOf(entries, removers, watch));
}

/** Folds the whole state past some watches. */
function foldWhole(
  registry: Registry,
  changes: readonly ChangeEntry[],
  watches: readonly Watch[],
): void {
  const step = evolve(registry);
  changes.reduce((before, entry) => {
    const next = step(before, entry);
    for (const watch of watches) note(watch, next, entry);
    return next;
  }, EMPTY_STATE);
}

/**
 * Folds one slice past some watches, and keeps only their parts of it: an event puts, changes or
 * removes a part whatever the other ones are. To copy a whole slice at each event takes far longer.
 */
function foldSlice(
  registry: Registry,
  changes: readonly ChangeEntry[],
  name: string,
  watches: readonly Watch[],
): void {
  const features = registry.features.filter((feature) => feature.name === name);
  const step = evolve({ ...registry, features });
  let state = EMPTY_STATE;
  for (const entry of changes) {
    const types = entry.events.map(({ type }) => type);
    if (!features.some(({ evolve: steps }) => types.some((type) => Object.hasOwn(steps, type))))
      continue;
    const next = step(state, entry);
    for (const watch of watches) note(watch, next, entry);
    const parts = watches.flatMap(({ keyAt, value }) =>
      value === undefined ? [] : [[keyAt(entry.seq), value]],
    );
    state = { [name]: Object.fromEntries(parts) };
  }
}

function blameOf(
  entries: readonly Entry[],
  removers: ReadonlyMap<number, number>,
  { isPutBy, value, put, taken }: Watch,
): Blame | null {
  if (value !== undefined) return put === null ? null : { entry: put, how: 'put' };
  const undoing = [...removers].flatMap(([target, by]) => {
    const entry = intentWith(entries, target);
    return entry !== undefined && isPutBy(entry) ? (intentWith(entries, by) ?? []) : [];
  });
  const [last] = [...(taken === null ? [] : [taken]), ...undoing].sort((a, b) => b.seq - a.seq);
  return last === undefined ? null : { entry: last, how: 'taken' };
}

/**
 * Notes a change of the watched value. A fold keeps unchanged values, so identity tells. A rename
 * changes what the subject is called, and not what it does.
 */
function note(watch: Watch, state: State, entry: ChangeEntry): void {
  const { value: before } = watch;
  const value = watch.look(state, entry.seq);
  if (value === before) return;
  watch.value = value;
  const isRename = entry.events.some(({ type }) => type === RENAMED);
  if (isRename && before !== undefined && value !== undefined) return;
  if (value === undefined) watch.taken = entry;
  else watch.put = entry;
}

function watchOf(
  registry: Registry,
  state: State,
  subject: Subject,
  renames: readonly RenameAt[],
): Watch {
  const nothing = { value: undefined, put: null, taken: null };
  if ('resource' in subject) {
    // A verdict names a resource only where it exists, so no entry removed it.
    const look = lookAtResource(registry, state, subject.resource);
    return { ...nothing, slice: null, keyAt: () => null, look, isPutBy: () => false };
  }
  const { feature } = subject;
  const keyAt = keysOf(subject, renames);
  const look = (now: State, seq: number) => {
    const [slice, key] = [memberOf(now, feature), keyAt(seq)];
    return slice === undefined || key === null ? undefined : memberOf(slice, key);
  };
  return {
    ...nothing,
    slice: feature,
    keyAt,
    look,
    isPutBy: (entry) => puts(registry, entry, feature, keyAt(entry.seq)),
  };
}

/** Whether an entry, by itself, adds a part of the state. */
function puts(registry: Registry, entry: Entry, name: string, key: string | null): boolean {
  const feature = registry.features.find((candidate) => candidate.name === name);
  if (feature === undefined || key === null) return false;
  const slice = eventsOf(entry).reduce<Json>((before, event) => {
    const intent = registry.intent(event.type);
    const step = feature.evolve[event.type];
    if (intent === undefined || step === undefined) return before;
    return step(before, readData(intent, entry.seq, event));
  }, feature.initial);
  return memberOf(slice, key) !== undefined;
}

/**
 * Looks up one resource of `state` in earlier states: its attributes as text. Only the feature that
 * lowers it is asked, and only after a change of that feature's slice.
 */
function lookAtResource(
  { features, place }: Registry,
  state: State,
  id: string,
): (state: State) => string | undefined {
  const find = (feature: Feature, now: State) =>
    feature.lower(now, place).find((each) => each.id === id);
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

/** `value[key]` of a record that itself has the key; undefined for any other value. */
function memberOf(value: Json, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
