import { createHash } from 'node:crypto';
import type { Config } from '@oclif/core';
import type { Json } from '@vpcctl/sdk';
import { endOfJournal, type MemberChange, readTrack } from '../../../engine/archive/index.js';
import { openReader, readHistory } from '../../../engine/history/index.js';
import type { HistoryOutput } from '../../../schemas/history.js';
import { viewHistory } from '../../../ui/views/history.js';
import type { TrackAnswer, TrackChange } from '../../shared/answers.js';

/** What the page asks for after each change, and reads whole. */
export interface Past {
  /** A text that is another one after each line of the journal. */
  end(): Promise<string>;
  history(): Promise<HistoryOutput>;
  track(): Promise<TrackAnswer>;
}

/** The past as the page shows it. What was made of a journal is kept as long as that is the same. */
export function createPast(config: Config): Past {
  // Plugins stay as they were when the server started.
  let opened: ReturnType<typeof openReader> | null = null;
  const reader = () => {
    opened ??= openReader(config);
    return opened;
  };
  const end = async () => endOfJournal((await reader()).journal);
  return {
    end,
    history: keptBy(end, async () => viewHistory(await readHistory(await reader()))),
    track: keptBy(end, async () => viewTrack(await readTrack(await reader()))),
  };
}

/** Makes a value once for each end of the journal; a failure is not kept. */
function keptBy<T>(end: () => Promise<string>, make: () => Promise<T>): () => Promise<T> {
  let kept: { readonly end: string; readonly value: Promise<T> } | null = null;
  return async () => {
    const now = await end();
    if (kept?.end !== now) {
      const value = make();
      const mine = { end: now, value };
      kept = mine;
      value.catch(() => {
        if (kept === mine) kept = null;
      });
    }
    return kept.value;
  };
}

function viewTrack(points: Awaited<ReturnType<typeof readTrack>>): TrackAnswer {
  return {
    points: points.map(({ entry, changes }) => ({
      seq: entry.seq,
      changes: changes.map(briefly),
    })),
  };
}

/** A change of a member as the timeline shows it. Pure. */
export function briefly({ slice, key, before, after }: MemberChange): TrackChange {
  return {
    ...{ slice, key, places: placesOf(slice, key, after ?? before ?? null) },
    text: after === undefined ? null : briefOf(slice, after),
    digest: after === undefined ? null : digestOf(after),
  };
}

/** Short, since a long history has many: two values of one member are not alike by chance. */
function digestOf(value: Json): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 8);
}

/** What a member of a slice is about: most features have a place as the key, or as fields. */
function placesOf(slice: string, key: string, value: Json): string[] {
  const vpcs = fieldOf(value, 'vpcs');
  if (Array.isArray(vpcs)) return vpcs.filter((vpc) => typeof vpc === 'string');
  const vpc = fieldOf(value, 'vpc');
  const targets = fieldOf(value, 'targets');
  if (typeof vpc === 'string' && Array.isArray(targets)) {
    return targets.map((target) => `${vpc}/${String(target)}`);
  }
  const isPlace = slice === 'labels' || typeof vpc === 'string' || slice === 'vpc';
  return isPlace ? [key] : [];
}

function briefOf(slice: string, value: Json): string {
  const text = (name: string) => {
    const found = fieldOf(value, name);
    return typeof found === 'string' ? found : '';
  };
  if (slice === 'vpc') return text('cidr');
  if (slice === 'subnet') return `${text('cidr')} ${text('type')}`;
  return slice === 'instance' ? text('address') : '';
}

function fieldOf(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
