import { type Entry, effective, isTimeEntry, takenOut, timeline } from '@vpcctl/journal';
import type { Json, State } from '@vpcctl/sdk';
import type { Subject } from '../../features/reach/index.js';
import { EMPTY_STATE, evolve, readData } from '../evolve.js';
import type { Registry } from '../registry.js';

/** The entry of the journal that a part of the state is owed to. */
export interface Origin {
  readonly entry: Entry;
  /** Whether it put it there, or took it away. */
  readonly how: 'put' | 'taken';
}

/** What a fold has seen of one subject so far. */
interface Watch {
  readonly subject: Subject;
  value: Json | undefined;
  put: Entry | null;
  taken: Entry | null;
}

/**
 * Who put each subject there, or took it away: the last entry that counts and changed it, and for what is not there also the
 * undo or revert that took out who had put it there, where that came later. Null: nothing ever did. One fold. Pure.
 */
export function originsOf(
  registry: Registry,
  entries: readonly Entry[],
  subjects: readonly Subject[],
): (Origin | null)[] {
  const of = timeline(entries);
  const counts = new Set(effective(of));
  const watches = subjects.map(
    (subject): Watch => ({ subject, value: undefined, put: null, taken: null }),
  );
  entries
    .filter(({ seq }) => counts.has(seq))
    .reduce((state, entry) => {
      const next = evolve(registry)(state, entry);
      for (const watch of watches) look(watch, next, entry);
      return next;
    }, EMPTY_STATE);
  const out = takenOut(of);
  return watches.map((watch) => originOf(registry, entries, out, watch));
}

function originOf(
  registry: Registry,
  entries: readonly Entry[],
  out: ReadonlyMap<number, number>,
  { subject, value, put, taken }: Watch,
): Origin | null {
  if (value !== undefined) return put === null ? null : { entry: put, how: 'put' };
  const undoing = [...out].flatMap(([target, by]) => {
    const entry = entries[target - 1];
    return entry !== undefined && puts(registry, entry, subject) ? (entries[by - 1] ?? []) : [];
  });
  const [last] = [...(taken === null ? [] : [taken]), ...undoing].sort((a, b) => b.seq - a.seq);
  return last === undefined ? null : { entry: last, how: 'taken' };
}

/** A fold keeps what it doesn't change: another value is a change. */
function look(watch: Watch, state: State, entry: Entry): void {
  const value = valueAt(state, watch.subject);
  if (value === watch.value) return;
  watch.value = value;
  if (value === undefined) watch.taken = entry;
  else watch.put = entry;
}

/** Whether an entry, by itself, puts a subject there. */
function puts(registry: Registry, entry: Entry, { feature: name, key }: Subject): boolean {
  if (isTimeEntry(entry)) return false;
  const intent = registry.intent(entry.type);
  const feature = registry.features.find((candidate) => candidate.name === name);
  const step = feature?.evolve[entry.type];
  if (intent === undefined || feature === undefined || step === undefined) return false;
  return own(step(feature.initial, readData(intent, entry)), key) !== undefined;
}

function valueAt(state: State, { feature, key }: Subject): Json | undefined {
  const slice = own(state, feature);
  return slice === undefined ? undefined : own(slice, key);
}

/** `constructor` is a fine name for a VPC. */
function own(value: Json, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
