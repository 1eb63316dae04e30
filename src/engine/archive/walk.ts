import {
  activeIntents,
  advanceTimeline,
  type Entry,
  history,
  intentWith,
  timeline,
} from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import type { Registry } from '../registry/registry.js';

/** A point of the history: an applied change, and the state after it. */
export interface Walked {
  readonly entry: Entry;
  readonly state: State;
}

/**
 * The states at all points of a history, oldest first. Pure. Each is folded from the longest
 * beginning that it shares with the one before: states share all that no change touched.
 */
export function* walk(registry: Registry, entries: readonly Entry[]): Generator<Walked> {
  const step = evolve(registry);
  let line = timeline([]);
  let folded: { readonly seq: number; readonly state: State }[] = [];
  for (const { entry, outcome } of history(entries)) {
    if (outcome !== 'applied') continue;
    line = advanceTimeline(line, entry);
    const active = activeIntents(line);
    const fork = active.findIndex((seq, at) => folded[at]?.seq !== seq);
    folded = folded.slice(0, fork === -1 ? active.length : fork);
    for (const seq of active.slice(folded.length)) {
      const change = intentWith(entries, seq);
      const before = folded.at(-1)?.state ?? EMPTY_STATE;
      const state = change?.type === 'change' ? step(before, change) : before;
      folded.push({ seq, state });
    }
    yield { entry, state: folded.at(-1)?.state ?? EMPTY_STATE };
  }
}
