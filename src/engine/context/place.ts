import {
  type HostFacts,
  type HostUplink,
  isSameJson,
  type Place,
  type PlaceUplink,
} from '@vpcctl/sdk';
import type { EngineContext } from './context.js';

/** How many interfaces are remembered that are no uplinks at the moment. */
const REMEMBERED = 8;

/**
 * The place as it is now. Pure. An uplink keeps its number, and its gateway while it is down. While
 * the host has no default route at all, those of before count.
 * Who reads denied packets is as the host says, where it was asked.
 * @param before as it was when the host was changed last
 */
export function nextPlace(
  before: Place,
  now: Pick<HostFacts, 'uplinks' | 'running' | 'deniedReaders'>,
): Place {
  const { uplinks: found, running } = now;
  const { deniedReaders: readersBefore = [], ...rest } = before;
  const readers = now.deniedReaders ?? readersBefore;
  const known = new Map(before.uplinks.map((uplink) => [uplink.interface, uplink]));
  const useful = found.filter(
    (uplink) => uplink.isRouted || uplink.gateway !== null || known.has(uplink.interface),
  );
  const hasDefault = found.some(({ isDefault }) => isDefault);
  const names = new Set(useful.map((uplink) => uplink.interface));
  const away = before.uplinks
    .filter((uplink) => !names.has(uplink.interface))
    .slice(0, REMEMBERED)
    .map((uplink) => ({ ...uplink, addresses: [], isRouted: false }));
  const kept = [...useful, ...away].map((uplink) => ({
    ...uplink,
    gateway:
      uplink.gateway ?? (uplink.isRouted ? null : (known.get(uplink.interface)?.gateway ?? null)),
    isDefault: hasDefault
      ? uplink.isDefault && names.has(uplink.interface)
      : (known.get(uplink.interface)?.isDefault ?? false),
  }));
  const uplinks = numbered(kept, known);
  const place = {
    ...rest,
    uplinks: isSameJson(uplinks, before.uplinks) ? before.uplinks : uplinks,
    running: [...running].sort(),
    ...(readers.length > 0 && { deniedReaders: readers }),
  };
  return isSameJson(place, before) ? before : place;
}

/** Gives each uplink the number that it had, or else the lowest free one. */
function numbered(
  uplinks: readonly HostUplink[],
  known: ReadonlyMap<string, PlaceUplink>,
): PlaceUplink[] {
  const taken = new Set(uplinks.flatMap((uplink) => known.get(uplink.interface)?.number ?? []));
  return uplinks.map((uplink) => {
    let number = known.get(uplink.interface)?.number;
    if (number === undefined) {
      number = 1;
      while (taken.has(number)) number += 1;
      taken.add(number);
    }
    return { ...uplink, number };
  });
}

/** Reads the host as it is now, as far as states are lowered for it. */
export async function placeNow({ facts, registry }: EngineContext): Promise<Place> {
  return nextPlace(registry.place, await facts({ network: true }));
}

/** Reads the host as it was changed last, by whichever command. The caller holds the lock. */
export function rereadPlace({ registry, readPlace }: EngineContext): void {
  const { deniedReaders: _, ...before } = registry.place;
  const place = { ...before, ...readPlace() };
  if (!isSameJson(place, registry.place)) registry.place = place;
}

/** Remembers the host for which it was changed: from then on, states before a change are for it. */
export function keepPlace({ registry, writePlace }: EngineContext, place: Place): void {
  if (place === registry.place) return;
  registry.place = place;
  writePlace(place);
}
