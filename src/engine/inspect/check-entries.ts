import {
  activeIntents,
  advanceTimelineBy,
  type ChangeEntry,
  type Entry,
  eventsOf,
  history,
  isHistoryEntry,
  timeline,
} from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import { EMPTY_STATE, evolve, senseless } from '../model/evolve.js';
import { brokenPrecondition } from '../model/preconditions.js';
import type { Registry } from '../registry/registry.js';

/**
 * Checks that each change of a journal could be made on the state that the changes before it had
 * left, whether it was applied or not, and is in effect or not. Pure.
 * @param entries a whole journal, whose entries do not contradict each other
 * @throws VpcctlError `ENTRY_SENSELESS`, `ENTRY_UNREADABLE`, naming the entry
 */
export function checkEntries(registry: Registry, entries: readonly Entry[]): void {
  const states = new States(registry);
  let past = timeline([]);
  let since: Entry[] = [];
  for (const { entry, outcome } of history(entries)) {
    if (entry.type === 'change') {
      const why = brokenPrecondition(registry, states.now, entry);
      if (why !== null) throw senseless(entry.seq, eventsOf(entry)[0]?.type ?? entry.type, why);
    }
    if (outcome !== 'applied') continue;
    since.push(entry);
    if (entry.type === 'change') states.add(entry);
    if (!isHistoryEntry(entry) || entry.type === 'confirm') continue;
    past = advanceTimelineBy(past, since);
    since = [];
    states.select(activeIntents(past));
  }
}

/** The states after each change in effect. An undo goes back to one of them. */
class States {
  readonly #registry: Registry;
  readonly #changes = new Map<number, ChangeEntry>();
  #path: { readonly seq: number; readonly state: State }[] = [];

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  get now(): State {
    return this.#path.at(-1)?.state ?? EMPTY_STATE;
  }

  add(change: ChangeEntry): void {
    this.#changes.set(change.seq, change);
    this.#path.push({ seq: change.seq, state: evolve(this.#registry)(this.now, change) });
  }

  /** Goes to the state of other changes: those that both begin with are not folded again. */
  select(active: readonly number[]): void {
    const changes = active.filter((seq) => this.#changes.has(seq));
    const fork = changes.findIndex((seq, at) => this.#path[at]?.seq !== seq);
    this.#path = this.#path.slice(0, fork === -1 ? changes.length : fork);
    for (const seq of changes.slice(this.#path.length)) {
      const change = this.#changes.get(seq);
      if (change !== undefined) this.add(change);
    }
  }
}
