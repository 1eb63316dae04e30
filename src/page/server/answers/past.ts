import * as z from 'zod';
import { inspectEntry, openReader, renderCommands } from '../../../engine/history/index.js';
import { viewEntry } from '../../../ui/views/entry.js';
import { route } from './route.js';

const seq = z.coerce.number().int().min(0);

/** The past: the answers of `history` and `show @SEQ`, and what each change did. */
export const PAST_ROUTES = {
  'api/history': route(z.strictObject({}), ({ past }) => past.history()),
  'api/track': route(z.strictObject({}), ({ past }) => past.track()),
  'api/entry': route(z.strictObject({ seq }), async ({ config }, asked) => {
    const entry = await inspectEntry(await openReader(config), asked.seq);
    return viewEntry(entry, renderCommands(entry.commands));
  }),
};
