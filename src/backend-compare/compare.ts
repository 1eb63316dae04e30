import type { Verdict } from '../host/probe/index.js';
import type { MatrixFlow } from './flow.js';

/** A flow, with the verdict of each of two packet filters. */
export interface Compared {
  readonly flow: MatrixFlow;
  readonly verdicts: readonly [Verdict, Verdict];
  /** Whether the verdicts differ. */
  readonly differs: boolean;
}

/** Pairs the verdicts of two runs of the same flows. Pure. */
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
