import {
  activeIntents,
  advanceTimeline,
  changesAmong,
  type Entry,
  foldWhole,
} from '@vpcctl/journal';
import { type State, VpcctlError } from '@vpcctl/sdk';
import type { Registry } from '../registry/registry.js';
import { missingPlugins } from './missing-plugins.js';
import { placesLost } from './named-places.js';
import {
  hasUnknown,
  isAbout,
  type UnknownEvent,
  unknownEvents,
  unknownIn,
} from './unknown-events.js';

/**
 * Refuses to take a VPC, subnet or instance away that the data of an unknown event mentions. Only
 * its plugin could remove what it made there. Pure but for the store, which the hint reads.
 * @throws VpcctlError `PLUGIN_MISSING`
 */
export function refuseOrphans(before: State, after: State): void {
  if (!hasUnknown(before)) return;
  const events = unknownEvents(before);
  for (const place of placesLost(before, after)) {
    const needing = events.filter((event) => isAbout(event, place));
    if (needing.length === 0) continue;
    throw pluginMissing(
      needing,
      `${place.label} can't be taken away without ${titles(needing)}, which is not installed: ${inWords(needing)} is about it`,
      'without that plugin, what it made there would stay on the host',
    );
  }
}

/**
 * The unknown events whose effect begins or ends between two selections of changes. Pure.
 * @param now the numbers of the changes that are in effect
 * @param then those that would be
 */
function unknownMoved(
  registry: Registry,
  entries: readonly Entry[],
  now: readonly number[],
  then: readonly number[],
): UnknownEvent[] {
  const [before, after] = [new Set(now), new Set(then)];
  const moved = new Set([...now, ...then].filter((seq) => before.has(seq) !== after.has(seq)));
  return changesAmong(entries, moved).flatMap((entry) => unknownIn(registry, entry));
}

/**
 * Refuses an undo, redo or revert that begins or ends the effect of an unknown event.
 * @param now the numbers of the changes that are in effect
 * @param then those that would be
 * @throws VpcctlError `PLUGIN_MISSING`
 */
export function refuseUnknownTargets(
  registry: Registry,
  entries: readonly Entry[],
  now: readonly number[],
  then: readonly number[],
): void {
  const events = unknownMoved(registry, entries, now, then);
  if (events.length === 0) return;
  throw pluginMissing(
    events,
    `${inWords(events)} needs ${titles(events)}, which is not installed`,
    'an earlier change alone: vpcctl revert SEQ',
  );
}

/**
 * The unknown events of an interrupted change, which only their plugin can roll back; none for a
 * change that can be rolled back. Pure.
 * @param entries the whole journal, with the change
 */
export function unknownInterrupted(
  registry: Registry,
  entries: readonly Entry[],
  pending: Entry,
): UnknownEvent[] {
  const { timeline } = foldWhole(entries, null, () => null);
  const next = advanceTimeline(timeline, pending);
  return unknownMoved(registry, entries, activeIntents(timeline), activeIntents(next));
}

/**
 * Refuses a change while an interrupted one waits for its plugin.
 * @param events those of the interrupted change; none is no refusal
 * @throws VpcctlError `PLUGIN_MISSING`
 */
export function refuseUnrecoverable(events: readonly UnknownEvent[]): void {
  if (events.length === 0) return;
  throw pluginMissing(
    events,
    `${inWords(events)} was interrupted, and only ${titles(events)}, which is not installed, can roll it back`,
    'the rest of the host can be built: vpcctl replay',
  );
}

/**
 * Refuses what needs the plugins of all unknown events in a state.
 * @throws VpcctlError `PLUGIN_MISSING`
 */
export function refuseUnknown(events: readonly UnknownEvent[]): void {
  if (events.length === 0) return;
  throw pluginMissing(events, `${inWords(events)} needs ${titles(events)}, which is not installed`);
}

/** `PLUGIN_MISSING`: `message` says what needs the plugins of `events`. */
export function pluginMissing(
  events: readonly UnknownEvent[],
  message: string,
  ...further: string[]
): VpcctlError {
  const hints = missingPlugins(events).map(({ hint }) => hint);
  return new VpcctlError(message, {
    code: 'PLUGIN_MISSING',
    category: 'environment',
    hints: [...new Set(hints), ...further],
  });
}

/** Plugins in words: `vpcctl-dns 1.0.0 and vpcctl-lamp`. */
export const titles = (events: readonly UnknownEvent[]) =>
  missingPlugins(events)
    .map(({ title }) => title)
    .join(' and ');

const inWords = (events: readonly UnknownEvent[]) =>
  [...new Set(events.map(({ seq, type }) => `entry ${seq} (${type})`))].join(', ');
