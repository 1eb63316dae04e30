import { hostname } from 'node:os';
import * as z from 'zod';
import type { SessionAnswer } from '../../shared/answers.js';
import { route } from './route.js';

/** What the page is told first. */
export const SESSION_ROUTES = {
  'api/session': route(z.strictObject({}), async (site): Promise<SessionAnswer> => {
    const { config, allowChanges, key } = site;
    return { version: config.version, host: hostname(), allowChanges, key };
  }),
};
