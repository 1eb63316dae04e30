import type { Entry } from '@vpcctl/journal';
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import {
  type Flow,
  type HostView,
  reach,
  requireEnds,
  type Verdict,
} from '../../model/reach/index.js';
import type { PointInTime } from '../history/point-in-time.js';
import { entriesAt } from '../history/point-in-time.js';
import { aboutEntry } from '../model/describe.js';
import type { Registry } from '../registry/registry.js';
import { withNamesOf } from './keys.js';
import { buildReachModel } from './model.js';
import { createRenames, createStates, type Point, pointsOf } from './states.js';

/** The change that made a flow possible, broke it or sent it elsewhere. */
export interface Bisected {
  readonly entry: Entry;
  readonly before: Verdict;
  readonly after: Verdict;
  /** How many points of the history were examined. */
  readonly looked: number;
  /** How many points the history has. */
  readonly points: number;
}

/** How many entries about the flow's VPCs are tried in the search for a good point. */
const TRIES = 64;

/**
 * Finds a change that altered the outcome of a flow, by halving the history between two points
 * whose outcomes differ. Pure. Without `good` it searches for such a point: backwards in ever
 * larger steps, then among the entries about the flow's VPCs.
 * @param bounds `good` is a point whose outcome differs from that at `bad`
 * @throws VpcctlError `BISECT_SAME` where the outcome is the same at both points, or at every point
 *   that was examined; as {@link entriesAt}; `VPC_UNKNOWN`, `SUBNET_UNKNOWN` where an end never
 *   existed
 */
export function bisect(
  registry: Registry,
  entries: readonly Entry[],
  flow: Flow,
  bounds: { readonly good: PointInTime | null; readonly bad: PointInTime },
  host: HostView,
): Bisected {
  const points = pointsOf(entries);
  const foldedAt = createStates(registry, entries, points);
  const renamesAt = createRenames(registry, entries, points);
  const verdicts = new Map<number, Verdict>();
  const at = (point: number): Verdict => {
    const verdict =
      verdicts.get(point) ?? reach(buildReachModel(registry, stateAt(point), host), flow);
    verdicts.set(point, verdict);
    return verdict;
  };
  const pointAt = (pointInTime: PointInTime): number => {
    const { length } = entriesAt(entries, pointInTime);
    return points.filter((point) => point.length <= length).length;
  };
  const bad = pointAt(bounds.bad);
  // A rename changes no flow. The names are those at `bad`, which the flow has, too.
  const stateAt = (point: number) =>
    withNamesOf(registry, foldedAt(point), renamesAt(point), renamesAt(bad));
  const differs = (a: number, b: number) => outcome(at(a)) !== outcome(at(b));
  const candidates =
    bounds.good === null
      ? goodCandidates(registry, entries, points, flow, bad)
      : [pointAt(bounds.good)];
  const good = firstOf(candidates, (point) => differs(point, bad));
  if (good === null) {
    requireEnds([stateAt(bad)], flow);
    throw same(at(bad), verdicts.size, bounds.good !== null);
  }
  let [low, high] = [Math.min(good, bad), Math.max(good, bad)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (differs(middle, low)) high = middle;
    else low = middle;
  }
  const entry = points[high - 1]?.entry;
  if (entry === undefined) throw new RangeError('there is no point before the first one');
  return { entry, before: at(low), after: at(high), looked: verdicts.size, points: points.length };
}

/**
 * The part of a verdict that bisect compares: reachability and the receivers. A flow that does not
 * always arrive has several receivers.
 */
function outcome({ reachable, receivers }: Verdict): string {
  return [reachable, ...receivers].join(' ');
}

/** Points before `bad`, starting with those whose outcome most likely differs. */
function* goodCandidates(
  registry: Registry,
  entries: readonly Entry[],
  points: readonly Point[],
  flow: Flow,
  bad: number,
): Generator<number> {
  for (let step = 1; step < bad; step *= 2) yield bad - step;
  yield 0;
  const names = [flow.from, flow.to].flatMap((end) => (end.kind === 'workload' ? [end.vpc] : []));
  const about = points.slice(0, bad).flatMap(({ entry }, index) => {
    const vpcs = aboutEntry(registry, entry, entries);
    return names.some((name) => vpcs.includes(name)) ? [index + 1] : [];
  });
  const every = Math.max(1, about.length / TRIES);
  for (let i = about.length - 1; i >= 0; i -= every) yield about[Math.floor(i)] ?? 0;
}

function firstOf(candidates: Iterable<number>, matches: (point: number) => boolean): number | null {
  for (const candidate of candidates) if (matches(candidate)) return candidate;
  return null;
}

function same({ reachable, decided }: Verdict, looked: number, given: boolean): VpcctlError {
  return inputError(
    'BISECT_SAME',
    `the flow is ${reachable ? 'reachable' : 'not reachable'} at ${given ? 'both points' : `all ${looked} points of the history that were examined`}: ${decided.says}`,
    'name a point at which the outcome was different: --good SEQ or TIME',
    'see the outcome at a point: vpcctl reach FROM TO --at SEQ',
  );
}
