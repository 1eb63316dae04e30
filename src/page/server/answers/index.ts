/** All that can be asked, by path: nothing else is answered. */
import { CAPTURE_ROUTES } from './capture.js';
import { CHANGE_ROUTES } from './change.js';
import { DRAWING_ROUTES } from './drawing.js';
import { NETWORK_ROUTES } from './network.js';
import { PAST_ROUTES } from './past.js';
import { REACH_ROUTES } from './reach.js';
import type { Route } from './route.js';
import { SESSION_ROUTES } from './session.js';

export { sweepCaptures } from './capture.js';
export { type Document, fieldsOf, isDocument, type Route } from './route.js';

export const ROUTES: ReadonlyMap<string, Route> = new Map(
  Object.entries({
    ...SESSION_ROUTES,
    ...NETWORK_ROUTES,
    ...DRAWING_ROUTES,
    ...PAST_ROUTES,
    ...REACH_ROUTES,
    ...CHANGE_ROUTES,
    ...CAPTURE_ROUTES,
  }),
);
