import {
  inputError,
  type Json,
  RENAMED,
  type Renamed,
  renamedPlace,
  type State,
} from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import { mentions, placesOf } from './named-places.js';
import { pluginMissing, titles } from './refusals.js';
import { isAbout, unknownEvents } from './unknown-events.js';

/**
 * Refuses a rename that a plugin does not follow: it holds data of what gets another name, and does
 * not know of renames, or is not installed. Other events are not refused. Pure but for the store,
 * which hints read.
 * @param data the data of the event
 * @throws VpcctlError `RENAME_NOT_FOLLOWED`, `PLUGIN_MISSING`
 */
export function refuseUnfollowed(
  { features }: Pick<Registry, 'features'>,
  state: State,
  type: string,
  data: Json,
): void {
  if (type !== RENAMED) return;
  // The schema of the event has checked it.
  const label = renamedPlace(data as Renamed).join('/');
  const isConcerned = ({ label: own }: { label: string }) =>
    own === label || own.startsWith(`${label}/`);
  const places = placesOf(state).filter(isConcerned);
  // The keys of a slice are names, and those of an event's data are not.
  const isNamed = (slice: Json) => places.some((place) => mentions({ slice }, place));
  for (const { name, evolve } of features) {
    const slice = state[name];
    if (slice === undefined || Object.hasOwn(evolve, RENAMED) || !isNamed(slice)) continue;
    throw inputError(
      'RENAME_NOT_FOLLOWED',
      `the plugin of ${JSON.stringify(name)} holds data of ${label}, and does not follow renames`,
      `update that plugin, or remove what it has of ${label} first: vpcctl show ${label}`,
    );
  }
  const needing = unknownEvents(state).filter((event) =>
    places.some((each) => isAbout(event, each)),
  );
  if (needing.length === 0) return;
  throw pluginMissing(
    needing,
    `${label} can't be renamed without ${titles(needing)}, which is not installed and holds data of it`,
  );
}
