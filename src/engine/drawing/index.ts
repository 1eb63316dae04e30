/** The façade of what draws the network: states, with what their features add to a drawing. */
import type { DrawnParts, Feature, State } from '@vpcctl/sdk';
import type { FeatureParts } from '../../model/graph/index.js';
import { openReader } from '../context/open.js';
import { beforeFirst, parsePointInTime, stateAt } from '../history/point-in-time.js';
import { EMPTY_STATE } from '../model/evolve.js';
import type { PluginHost } from '../registry/plugin-host.js';

/** A state, with what its features add to the drawing. */
export interface DrawnState {
  readonly state: State;
  readonly parts: readonly FeatureParts[];
}

/**
 * Reads the states at points in the history, to be drawn. Takes no lock.
 * @param points entries or times, as `diff` reads them: a time before the first change is empty
 * @throws VpcctlError `POINT_IN_TIME_INVALID`, `ENTRY_UNKNOWN`, `ENTRY_PENDING`
 */
export async function readDrawnAt(
  plugins: PluginHost,
  points: readonly string[],
): Promise<DrawnState[]> {
  const now = Date.now();
  const parsed = points.map((point) => parsePointInTime(point, now));
  const { registry, journal } = await openReader(plugins);
  const { entries } = await journal.read();
  return parsed.map((point) => {
    const isEarly = beforeFirst(entries, point);
    return drawnState(registry.features, isEarly ? EMPTY_STATE : stateAt(registry, entries, point));
  });
}

/**
 * A state with what features add to its drawing.
 */
export async function withDrawnParts(plugins: PluginHost, state: State): Promise<DrawnState> {
  return drawnState((await openReader(plugins)).registry.features, state);
}

/** The same with the features at hand. Pure. */
export function drawnState(
  features: readonly Pick<Feature, 'name' | 'draw'>[],
  state: State,
): DrawnState {
  return {
    state,
    parts: features.flatMap(({ name, draw }): FeatureParts[] => {
      const parts: DrawnParts | undefined = draw?.(state);
      return parts === undefined ? [] : [{ feature: name, ...parts }];
    }),
  };
}
