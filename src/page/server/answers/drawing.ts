import * as z from 'zod';
import { shownOf } from '../../../drawing/index.js';
import { readDrawnAt } from '../../../engine/drawing/index.js';
import { route } from './route.js';

const point = z.string().optional();
const names = z.array(z.string()).optional();

/** So many pictures are kept: those that a timeline goes back to. */
const MOST_KEPT = 24;

/**
 * The drawing of `graph`, with the marks of `--diff` where there is a point before. Its style is a
 * file of the page, since the page allows none within markup.
 */
export const DRAWING_ROUTES = {
  'api/drawing.svg': route(
    z.strictObject({ at: point, before: point, vpc: names, open: names, closed: names }),
    async ({ config, past, drawer }, asked, gone) => {
      const key = JSON.stringify([await past.end(), asked]);
      const body = await keptDrawing(past, key, gone, async (signal) => {
        const points = [asked.at ?? 'now', ...(asked.before === undefined ? [] : [asked.before])];
        const [now, before] = await readDrawnAt(config, points);
        if (now === undefined) throw new RangeError('a point has a state');
        const { vpc: vpcs, open, closed } = asked;
        const graph = shownOf(now, { before, vpcs, open, closed });
        return drawer.draw({ graph, options: { styled: false } }, signal);
      });
      return { contentType: 'image/svg+xml; charset=utf-8', body };
    },
    { many: ['vpc', 'open', 'closed'] },
  ),
};

/** A drawing that is made or being made. */
interface Kept {
  readonly svg: Promise<string>;
  readonly stop: AbortController;
  /** How many wait for it. */
  waiting: number;
}

const kept = new WeakMap<object, Map<string, Kept>>();

/**
 * A drawing that was made for the same end of the journal, or a new one. A failure is not kept, and
 * one for which nobody waits any more is given up.
 */
async function keptDrawing(
  site: object,
  key: string,
  gone: AbortSignal,
  make: (signal: AbortSignal) => Promise<string>,
): Promise<string> {
  gone.throwIfAborted();
  const own = kept.get(site) ?? new Map<string, Kept>();
  kept.set(site, own);
  const drawn = own.get(key) ?? begin(make);
  own.delete(key);
  own.set(key, drawn);
  const forget = () => {
    if (own.get(key) === drawn) own.delete(key);
  };
  for (const oldest of own.keys()) if (own.size > MOST_KEPT) own.delete(oldest);
  drawn.waiting += 1;
  const leave = () => {
    drawn.waiting -= 1;
    if (drawn.waiting > 0) return;
    forget();
    drawn.stop.abort();
  };
  gone.addEventListener('abort', leave, { once: true });
  try {
    return await drawn.svg;
  } catch (error) {
    forget();
    throw error;
  } finally {
    gone.removeEventListener('abort', leave);
    if (!gone.aborted) drawn.waiting -= 1;
  }
}

function begin(make: (signal: AbortSignal) => Promise<string>): Kept {
  const stop = new AbortController();
  return { svg: make(stop.signal), stop, waiting: 0 };
}
