import type { Entry } from '@vpcctl/journal';
import { inputError, type VpcctlError } from '@vpcctl/sdk';
import {
  type Flow,
  type HostView,
  reach,
  requireEnds,
  type Verdict,
} from '../../model/reach/index.js';
import { entriesAt } from '../history/at.js';
import { aboutEntry } from '../history/describe.js';
import type { PointInTime } from '../history/moment.js';
import type { Registry } from '../registry/registry.js';
import { buildReachModel } from './model.js';
import { createStates, type Point, pointsOf } from './states.js';

/** The entry that changed whether a flow gets there, or who gets it. */
export interface Bisected {
  readonly entry: Entry;
  readonly before: Verdict;
  readonly after: Verdict;
  /** How many points of the history were looked at, and how many there are. */
  readonly looked: number;
  readonly points: number;
}

/** How many points are tried where nothing says when it was different. */
const TRIES = 64;

/**
 * Finds an entry that changed whether a flow gets there, or who gets it, by halving between two points where that differs. Without
 * `good` the other point is looked for: backwards in ever larger steps, then among entries about the flow's VPCs. Pure.
 * @param good a point where it was otherwise than at `bad`
 * @throws VpcctlError `BISECT_SAME` where it is the same at both points, or at all that were looked at; as
 *   {@link entriesAt}; `VPC_UNKNOWN`, `SUBNET_UNKNOWN` where an end never was there
 */
export function bisect(
  registry: Registry,
  entries: readonly Entry[],
  flow: Flow,
  bounds: { readonly good: PointInTime | null; readonly bad: PointInTime },
  host: HostView,
): Bisected {
  const points = pointsOf(entries);
  const stateAt = createStates(registry, entries, points);
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
  const differs = (a: number, b: number) => outcome(at(a)) !== outcome(at(b));

  const bad = pointAt(bounds.bad);
  const candidates =
    bounds.good === null ? others(registry, entries, points, flow, bad) : [pointAt(bounds.good)];
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
  if (entry === undefined) throw new RangeError('nothing is before the first point');
  return { entry, before: at(low), after: at(high), looked: verdicts.size, points: points.length };
}

/** What of a verdict may change: who gets it, which is some of several where it does not always get there. */
function outcome({ reachable, receivers }: Verdict): string {
  return [reachable, ...receivers].join(' ');
}

/** Points before `bad`, those first where it was probably otherwise. */
function* others(
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

function firstOf(candidates: Iterable<number>, fits: (point: number) => boolean): number | null {
  for (const candidate of candidates) if (fits(candidate)) return candidate;
  return null;
}

function same({ reachable, decided }: Verdict, looked: number, given: boolean): VpcctlError {
  return inputError(
    'BISECT_SAME',
    `it ${reachable ? 'gets there' : 'does not get there'} at ${given ? 'both points' : `all ${looked} points of the history that were looked at`}: ${decided.says}`,
    'name a point at which it was different: --good SEQ or TIME',
    'what it is at a point: vpcctl reach FROM TO --at SEQ',
  );
}
