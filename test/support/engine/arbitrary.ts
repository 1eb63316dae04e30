import { activeIntents, type Timeline } from '@vpcctl/journal';
import type { HistoryRequest, State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { anyMove, type Move, requestOf } from '../features/arbitrary.js';
import type { CommandRequest } from '../features/given.js';

/** What a user might do to the history next; numbers pick among what there is. */
export interface HistoryMove {
  readonly verb: 'undo' | 'undo to' | 'redo' | 'revert';
  readonly count: number;
  readonly pick: number;
}

/** A command that a user might give next: a change, or undo, redo, revert. */
export type AnyMove =
  | { readonly change: Move }
  | { readonly time: HistoryMove }
  | { readonly backend: string };

export const anyHistoryMove: fc.Arbitrary<HistoryMove> = fc.record({
  verb: fc.constantFrom('undo', 'undo', 'undo', 'undo to', 'redo', 'redo', 'revert', 'revert'),
  count: fc.constantFrom(1, 1, 1, 2, 3),
  pick: fc.nat(),
});

/** Two of three moves are changes: a history needs something in it. */
export const anyTimedMove: fc.Arbitrary<AnyMove> = fc.oneof(
  { weight: 2, arbitrary: anyMove.map((change) => ({ change })) },
  { weight: 1, arbitrary: anyHistoryMove.map((time) => ({ time })) },
);

/** The same, and now and then another driver for the packet policy. */
export const anyHostMove: fc.Arbitrary<AnyMove> = fc.oneof(
  { weight: 7, arbitrary: anyTimedMove },
  {
    weight: 1,
    arbitrary: fc.constantFrom('nftables', 'iptables-legacy').map((backend) => ({ backend })),
  },
);

/** A request for a change, or for undo, redo, revert. */
export type AnyRequest = { readonly change: CommandRequest } | { readonly time: HistoryRequest };

/** `move` as a request, now that the state and the timeline are known. It may be refused. */
export function anyRequestOf(state: State, timeline: Timeline, move: AnyMove): AnyRequest {
  if ('backend' in move) return { change: ['backend.set', { name: move.backend }] };
  return 'change' in move
    ? { change: requestOf(state, move.change) }
    : { time: historyRequestOf(timeline, move.time) };
}

function historyRequestOf(timeline: Timeline, move: HistoryMove): HistoryRequest {
  const { count, pick } = move;
  // A redo is only possible right after an undo, so it is then often what comes.
  const verb = timeline.redoable.length > 0 && pick % 2 === 0 ? 'redo' : move.verb;
  switch (verb) {
    case 'undo':
      return { type: 'undo', count };
    case 'redo':
      return { type: 'redo', count };
    case 'undo to': {
      const { undoable } = timeline;
      // Not far back, or little would be left to play with.
      const last = undoable.slice(-4);
      return { type: 'undo', to: last[pick % Math.max(1, last.length)] ?? 0 };
    }
    case 'revert': {
      const counting = activeIntents(timeline);
      return { type: 'revert', seq: counting[pick % Math.max(1, counting.length)] ?? 1 };
    }
  }
}
