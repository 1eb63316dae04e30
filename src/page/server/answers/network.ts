import * as z from 'zod';
import { fieldsOf } from '../../../engine/current/index.js';
import { openEngine, readStatus, summarizeChange } from '../../../engine/index.js';
import { findShown } from '../../../features/views.js';
import { silentLog } from '../../../ui/commands/log.js';
import { countsOf } from '../../../ui/commands/see/counts.js';
import { readStateAsOf } from '../../../ui/reading/read-state.js';
import { viewStatus } from '../../../ui/views/status.js';
import { withFields } from '../../../ui/views/vpc.js';
import { keptOutput } from '../site/index.js';
import { route } from './route.js';

const at = z.string().optional();

/** What exists: the answers of `show` and `status`. */
export const NETWORK_ROUTES = {
  'api/show': route(z.strictObject({ what: z.string(), at }), async ({ config }, asked) => {
    const state = await readStateAsOf(config, asked.at);
    const shown = withFields(findShown(state, asked.what), await fieldsOf(config, state));
    const isCounted = asked.at === undefined && 'policy' in shown && process.geteuid?.() === 0;
    const counts = isCounted ? await countsOf(keptOutput(config), state, shown, false) : null;
    return counts === null ? shown : { ...shown, counts };
  }),
  'api/status': route(z.strictObject({}), async ({ config }) => {
    const openLog = async () => silentLog;
    const engine = await openEngine({ plugins: config, observer: {}, openLog });
    return viewStatus(await readStatus(engine), summarizeChange);
  }),
};
