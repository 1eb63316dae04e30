import {
  activeIntents,
  advanceTimeline,
  type Entry,
  foldForked,
  foldSelected,
  foldWhole,
  intentWith,
  lastSeq,
  type Recent,
  removedBy,
  type Timeline,
} from '@vpcctl/journal';
import {
  type HistoryRequest,
  inputError,
  isVpcctlError,
  type Place,
  type State,
  type VpcctlError,
} from '@vpcctl/sdk';
import { refuseOrphans, refuseUnknownTargets } from '../missing/refusals.js';
import type { Registry } from '../registry/registry.js';
import { describeEntry, describeTargets } from './describe.js';
import { EMPTY_STATE, evolve } from './evolve.js';
import { complete, type Plan } from './plan.js';
import { refuseBrokenDependents } from './preconditions.js';

/** The version of the data of undo, redo and revert. */
const VERSION = 1;

/**
 * Plans an undo, redo or revert: a fold over another selection of intents. Pure. The journal keeps
 * all its entries; the plan's own entry is appended.
 * @param entries the whole journal, with nothing pending
 * @param place the host as it is now; by default as it was when it was changed last
 * @throws VpcctlError `UNDO_NOTHING`, `REDO_NOTHING`, `ENTRY_UNKNOWN`, `REVERT_IDLE`,
 *   `REVERT_DEPENDED`, `LOSS_ACCEPTED`; `PLUGIN_MISSING` where a change that it moves needs a
 *   plugin that is not installed
 */
export function planHistory(
  registry: Registry,
  entries: readonly Entry[],
  request: HistoryRequest,
  place: Place = registry.place,
): Plan {
  const { timeline } = foldWhole(entries, null, () => null);
  return planPast(registry, { state: EMPTY_STATE, entries, timeline }, request, place);
}

/**
 * As {@link planHistory}, by the end of the journal alone; null where the request may be about older
 * changes, or is refused. Pure.
 */
export function planRecent(
  registry: Registry,
  recent: Recent<State>,
  request: HistoryRequest,
  place: Place = registry.place,
): Plan | null {
  const [first] = recent.entries;
  if (first === undefined) return null;
  if ('to' in request && request.to < first.seq) return null;
  try {
    return planPast(registry, recent, request, place);
  } catch (error) {
    // The whole journal gives the reason.
    if (isVpcctlError(error) && error.category === 'input') return null;
    throw error;
  }
}

function planPast(
  registry: Registry,
  { state: begin, entries, timeline }: Recent<State>,
  request: HistoryRequest,
  place: Place,
): Plan {
  const targets = chooseTargets(registry, entries, timeline, request);
  const content = { type: request.type, v: VERSION, data: { targets } };
  const next = advanceTimeline(timeline, { seq: lastSeq(entries) + 1, ...content });
  const [now, then] = [activeIntents(timeline), activeIntents(next)];
  refuseUnknownTargets(registry, entries, now, then);
  if (request.type === 'revert') refuseBrokenDependents(registry, entries, then, now, begin);
  const [state, stateAfter] = foldForked(entries, now, then, begin, evolve(registry));
  refuseOrphans(state, stateAfter);
  const description = `${request.type} ${describeTargets(registry, targets, entries)}`;
  return complete(registry, { content, description, stateBefore: state, stateAfter }, place);
}

function chooseTargets(
  registry: Registry,
  entries: readonly Entry[],
  timeline: Timeline,
  request: HistoryRequest,
): number[] {
  switch (request.type) {
    case 'undo':
      if ('to' in request) return after(entries, timeline, request.to);
      return top(request.type, timeline, timeline.undoable, request.count);
    case 'redo':
      return top(request.type, timeline, timeline.redoable, request.count);
    case 'revert':
      return [revertible(registry, entries, timeline, request.seq)];
  }
}

/** The last `count` of a stack, the topmost first. */
function top(
  type: 'undo' | 'redo',
  { lossAt }: Timeline,
  stack: readonly number[],
  count: number,
): number[] {
  if (type === 'undo' && lossAt !== null && count > stack.length)
    throw beforeLoss(lossAt, stack.length);
  if (stack.length === 0) {
    throw inputError(
      type === 'undo' ? 'UNDO_NOTHING' : 'REDO_NOTHING',
      `there is nothing to ${type}`,
      type === 'undo'
        ? 'see vpcctl history'
        : 'redo brings back an undone change until a new change is made',
    );
  }
  if (count > stack.length) {
    throw inputError(
      type === 'undo' ? 'UNDO_NOTHING' : 'REDO_NOTHING',
      `there are only ${stack.length} changes to ${type}, not ${count}`,
      `all of them: vpcctl ${type} ${stack.length}`,
    );
  }
  return stack.slice(-count).reverse();
}

/** @param later how many changes after the loss are in effect */
function beforeLoss(lossAt: number, later: number): VpcctlError {
  return inputError(
    'LOSS_ACCEPTED',
    `entry ${lossAt} accepted a loss of entries: neither it nor a change before it can be undone`,
    later === 0 ? 'no later change is in effect' : `all changes after it: vpcctl undo ${later}`,
    'see vpcctl history',
  );
}

/** Every active change after entry `seq`, the newest first. */
function after(entries: readonly Entry[], { undoable, lossAt }: Timeline, seq: number): number[] {
  if (seq !== 0) requireEntry(entries, seq);
  if (lossAt !== null && seq < lossAt) throw beforeLoss(lossAt, undoable.length);
  const targets = undoable.filter((change) => change > seq).reverse();
  // The stack stays ascending after a redo, since a redone change was on top.
  if (targets.length > 0) return targets;
  throw inputError(
    'UNDO_NOTHING',
    `there is no active change after entry ${seq}`,
    'see vpcctl history',
  );
}

function revertible(
  registry: Registry,
  entries: readonly Entry[],
  timeline: Timeline,
  seq: number,
): number {
  const entry = requireEntry(entries, seq);
  const { lossAt, undoable } = timeline;
  if (lossAt !== null && seq <= lossAt) throw beforeLoss(lossAt, undoable.length);
  if (activeIntents(timeline).includes(seq)) return seq;
  const description = describeEntry(registry, entry, entries);
  const by = removedBy(timeline).get(seq);
  throw inputError(
    'REVERT_IDLE',
    by === undefined
      ? `entry ${seq} (${description}) is not an applied change`
      : `entry ${by} already removed the change of entry ${seq} (${description})`,
    'see vpcctl history; undo and redo reverse an undo, a redo or a revert',
  );
}

/**
 * The intent with the number `seq`.
 * @throws VpcctlError `ENTRY_UNKNOWN`
 */
export function requireEntry(entries: readonly Entry[], seq: number): Entry {
  const entry = intentWith(entries, seq);
  if (entry !== undefined) return entry;
  throw inputError(
    'ENTRY_UNKNOWN',
    `the journal has no entry ${seq}`,
    entries.length === 0
      ? 'it is empty'
      : `it has entries 1 to ${lastSeq(entries)}: vpcctl history`,
  );
}

/**
 * The state of a whole journal when the change without an outcome, `pending`, counts as applied.
 */
export function stateWithPending(
  registry: Registry,
  entries: readonly Entry[],
  pending: Entry,
): State {
  const { timeline } = foldWhole(entries, EMPTY_STATE, evolve(registry));
  const next = advanceTimeline(timeline, pending);
  return foldSelected(entries, activeIntents(next), EMPTY_STATE, evolve(registry));
}
