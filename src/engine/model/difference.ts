import {
  type Feature,
  isSameJson,
  type LoweredPart,
  type Place,
  type Resource,
  type State,
} from '@vpcctl/sdk';
import { hasUnknown } from '../missing/unknown-events.js';
import type { Registry } from '../registry/registry.js';
import { collect, type DesiredState, desiredStateOf, isComplete } from './desired.js';

/**
 * Two desired states without most of what both share. What differs is there, and all that it depends
 * on; so a change is compiled from these as from the whole states.
 */
export interface Difference {
  readonly before: DesiredState;
  readonly after: DesiredState;
}

/**
 * The difference of two states. Pure. Of a feature with parts (`Feature.parts`) it lowers those that
 * differ, and all of any other feature.
 * @param place the host for which `after` is lowered; by default the one for which `before` is: as it
 *   was when it was changed last
 * @throws VpcctlError as `lower` does
 */
export function differenceOf(
  registry: Registry,
  before: State,
  after: State,
  place: Place = registry.place,
): Difference {
  const whole = {
    before: desiredStateOf(registry, before),
    after: desiredStateOf(registry, after, place),
  };
  // Another driver makes all resources anew, and what an unknown plugin has is not known.
  if (registry.backendOf(before) !== registry.backendOf(after)) return whole;
  if ([before, after].some(hasUnknown)) return whole;
  const lowered = registry.features.map((feature) =>
    lowerBoth(feature, { state: before, place: registry.place }, { state: after, place }),
  );
  const ids = new Set(lowered.flatMap(({ is }) => is.map(({ id }) => id)));
  // A limit of an unchanged subnet, say, does not matter.
  const near = lowered.filter(({ is, isChanged }) => isChanged || isComplete(is, ids));
  const was = collect(
    registry,
    before,
    near.map(({ feature, was }) => [feature, was]),
  );
  const is = collect(
    registry,
    after,
    near.map(({ feature, is }) => [feature, is]),
  );
  // What changed may depend on a part that did not. Then only the whole states show the order.
  if (!isComplete(was) || !isComplete(is)) return whole;
  return {
    before: { drivers: whole.before.drivers, resources: was },
    after: { drivers: whole.after.drivers, resources: is },
  };
}

/** The resources of a feature in two states, without those of parts that both share. */
interface LoweredBoth {
  readonly feature: Feature;
  readonly was: readonly Resource[];
  readonly is: readonly Resource[];
  readonly isChanged: boolean;
}

/** A state, and the host that it is lowered for. */
interface Placed {
  readonly state: State;
  readonly place: Place;
}

function lowerBoth(feature: Feature, before: Placed, after: Placed): LoweredBoth {
  if (feature.parts === undefined) {
    const was = feature.lower(before.state, before.place);
    const is = feature.lower(after.state, after.place);
    return { feature, was, is, isChanged: !isSameJson(was, is) };
  }
  const one = feature.parts(before.state, before.place);
  const other = feature.parts(after.state, after.place);
  const [was, is] = [lowerOthers(one, other), lowerOthers(other, one)];
  return { feature, was, is, isChanged: was.length + is.length > 0 };
}

type Parts = ReadonlyMap<string, LoweredPart>;

/** The resources of the parts of `one` that `other` has not. */
function lowerOthers(one: Parts, other: Parts): Resource[] {
  const resources: Resource[] = [];
  for (const [key, part] of one) {
    if (!isSamePart(part, other.get(key))) resources.push(...part.lower());
  }
  return resources;
}

function isSamePart({ of }: LoweredPart, other: LoweredPart | undefined): boolean {
  if (other === undefined || of.length !== other.of.length) return false;
  return of.every((each, at) => Object.is(each, other.of[at]));
}
