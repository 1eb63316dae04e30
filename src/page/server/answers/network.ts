import * as z from 'zod';
import { fieldsOf } from '../../../engine/current/index.js';
import { openEngine, readStatus, summarizeChange } from '../../../engine/index.js';
import { findShown } from '../../../features/views.js';
import { silentLog } from '../../../ui/commands/log.js';
import { readStateAsOf } from '../../../ui/reading/read-state.js';
import { viewStatus } from '../../../ui/views/status.js';
import { withFields } from '../../../ui/views/vpc.js';
import { route } from './route.js';

const at = z.string().optional();

/** What exists: the answers of `show` and `status`. */
export const NETWORK_ROUTES = {
  'api/show': route(z.strictObject({ what: z.string(), at }), async ({ config }, asked) => {
    const state = await readStateAsOf(config, asked.at);
    return withFields(findShown(state, asked.what), await fieldsOf(config, state));
  }),
  'api/status': route(z.strictObject({}), async ({ config }) => {
    const openLog = async () => silentLog;
    const engine = await openEngine({ plugins: config, observer: {}, openLog });
    return viewStatus(await readStatus(engine), summarizeChange);
  }),
};
