import { createHash } from 'node:crypto';
import type { Json } from '@vpcctl/sdk';
import * as z from 'zod';
import { type MemberChange, readTrack } from '../../../engine/archive/index.js';
import {
  inspectEntry,
  openReader,
  readDifference,
  readHistory,
  renderCommands,
} from '../../../engine/history/index.js';
import { viewDifference } from '../../../ui/views/changes.js';
import { viewEntry } from '../../../ui/views/entry.js';
import { viewHistory } from '../../../ui/views/history.js';
import type { TrackAnswer, TrackChange } from '../../shared/answers.js';
import { route } from './route.js';

const seq = z.coerce.number().int().min(0);

/** The past: the answers of `history`, `show @SEQ` and `diff`, and what each change did. */
export const PAST_ROUTES = {
  'api/history': route(z.strictObject({}), async ({ config }) =>
    viewHistory(await readHistory(await openReader(config))),
  ),
  'api/entry': route(z.strictObject({ seq }), async ({ config }, asked) => {
    const entry = await inspectEntry(await openReader(config), asked.seq);
    return viewEntry(entry, renderCommands(entry.commands));
  }),
  'api/diff': route(z.strictObject({ from: z.string(), to: z.string() }), async (site, asked) => {
    const { from, to } = asked;
    const { changes, backend } = await readDifference(site.config, from, to);
    return viewDifference(from, to, changes, backend);
  }),
  'api/track': route(z.strictObject({}), async ({ config }): Promise<TrackAnswer> => {
    const points = await readTrack(await openReader(config));
    return {
      points: points.map(({ entry, changes }) => ({
        seq: entry.seq,
        changes: changes.map(briefly),
      })),
    };
  }),
};

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
