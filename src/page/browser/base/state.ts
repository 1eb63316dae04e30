import type { HistoryItemOutput } from '../../../schemas/history.js';
import type { SessionAnswer, TrafficEvent } from '../../shared/answers.js';
import type { Past } from './past.js';

/** What the marks of the timeline compare with. */
export type Comparison = 'before' | 'now';

/** What the parts of the page share. */
export interface State {
  readonly session: SessionAnswer | null;
  /** All entries of the history, oldest first. */
  readonly entries: readonly HistoryItemOutput[];
  readonly past: Past | null;
  /** How many entries are counted in; null: all of them, those to come as well. */
  readonly position: number | null;
  readonly comparison: Comparison;
  /** The VPC, subnet or instance that is looked at: `vpc1/public`. */
  readonly selected: string | null;
  /** Places on the way of a packet that was asked about. */
  readonly way: readonly string[];
  readonly samples: readonly TrafficEvent[];
}

export interface Store {
  get(): State;
  set(part: Partial<State>): void;
  /** Calls `changed` after each change of one of `keys`, and once at the beginning. */
  on(keys: readonly (keyof State)[], changed: (state: State) => void): void;
}

const BEGIN: State = {
  session: null,
  entries: [],
  past: null,
  position: null,
  comparison: 'before',
  selected: null,
  way: [],
  samples: [],
};

export function createStore(): Store {
  let state = BEGIN;
  const listeners: ((before: State) => void)[] = [];
  return {
    get: () => state,
    set(part) {
      const before = state;
      state = { ...state, ...part };
      for (const listener of listeners) listener(before);
    },
    on(keys, changed) {
      listeners.push((before) => {
        if (keys.some((key) => before[key] !== state[key])) changed(state);
      });
      changed(state);
    },
  };
}

/** The number of the entry up to which the state counts; null: now. */
export function seqAt({ entries, position }: State): number | null {
  if (position === null) return null;
  return position === 0 ? 0 : (entries[position - 1]?.seq ?? null);
}

/** The entry that the timeline stands at; null before the first. */
export function entryAt({ entries, position }: State): HistoryItemOutput | null {
  const index = position ?? entries.length;
  return index === 0 ? null : (entries[index - 1] ?? null);
}
