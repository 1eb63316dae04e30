import type { ChangeEntry } from '@vpcctl/journal';
import { RENAMED, type Renamed, type State } from '@vpcctl/sdk';
import { keyBefore, reverseOf, type Subject } from '../../model/reach/index.js';
import { evolveWith, readData } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';

/** A rename among the changes in effect. */
export interface RenameAt {
  /** The number of its change. */
  readonly seq: number;
  readonly renamed: Renamed;
}

/** The renames among some changes, in order. Pure. */
export function renamesIn(registry: Registry, changes: readonly ChangeEntry[]): RenameAt[] {
  return changes.flatMap(({ seq, events }) =>
    events.flatMap((event) => {
      const intent = event.type === RENAMED ? registry.intent(RENAMED) : undefined;
      // The schema has checked it.
      return intent ? [{ seq, renamed: readData(intent, seq, event) as Renamed }] : [];
    }),
  );
}

/**
 * The key of a subject in the state after a change, by the number of that change; null where it did
 * not exist. Its key now is the one after all renames. Pure.
 */
export function keysOf(
  { feature, key }: Extract<Subject, { feature: string }>,
  renames: readonly RenameAt[],
): (seq: number) => string | null {
  const spans: { readonly from: number; readonly key: string | null }[] = [];
  let at: string | null = key;
  for (const { seq, renamed } of renames.toReversed()) {
    spans.push({ from: seq, key: at });
    at = at === null ? null : keyBefore(feature, at, renamed);
  }
  const first = at;
  return (seq) => {
    const span = spans.find(({ from }) => from <= seq);
    return span === undefined ? first : span.key;
  };
}

/**
 * A state with the names of another point of the history. Pure.
 * @param had the renames in effect in `state`
 * @param wanted those in effect at the other point
 */
export function withNamesOf(
  registry: Registry,
  state: State,
  had: readonly RenameAt[],
  wanted: readonly RenameAt[],
): State {
  const first = had.findIndex(({ seq }, at) => wanted[at]?.seq !== seq);
  const shared = first === -1 ? had.length : first;
  const back = had.slice(shared).reverse();
  return [
    ...back.map(({ renamed }) => reverseOf(renamed)),
    ...wanted.slice(shared).map(({ renamed }) => renamed),
  ].reduce((before, renamed) => renameIn(registry, before, renamed), state);
}

/** Something else may have the name at that time. It gets one that nothing can have. */
function renameIn(registry: Registry, state: State, renamed: Renamed): State {
  const other = { ...reverseOf(renamed), to: `(${renamed.to})` };
  const free = evolveWith(registry, state, RENAMED, other);
  return evolveWith(registry, free, RENAMED, renamed);
}
