import type { Verdict } from '../host/probe/protocol.js';
import type { MatrixFlow } from './flow.js';

/** A flow, and what came of it with each of two packet filters. */
export interface Compared {
  readonly flow: MatrixFlow;
  readonly verdicts: readonly [Verdict, Verdict];
  /** Whether a packet could tell one from the other. */
  readonly differs: boolean;
}

/** Puts what came of the same flows twice side by side. Pure. */
export function compareVerdicts(
  flows: readonly MatrixFlow[],
  first: readonly Verdict[],
  second: readonly Verdict[],
): Compared[] {
  return flows.flatMap((flow, index) => {
    const [a, b] = [first[index], second[index]];
    if (a === undefined || b === undefined) return [];
    return [{ flow, verdicts: [a, b], differs: a.answer !== b.answer || a.by !== b.by }];
  });
}
