import * as z from 'zod';
import { drawing } from '../../../drawing/index.js';
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
    async ({ config, past }, asked) => {
      const body = await keptDrawing(past, JSON.stringify([await past.end(), asked]), async () => {
        const points = [asked.at ?? 'now', ...(asked.before === undefined ? [] : [asked.before])];
        const [now, before] = await readDrawnAt(config, points);
        if (now === undefined) throw new RangeError('a point has a state');
        const { vpc: vpcs, open, closed } = asked;
        return (await drawing(now, { before, vpcs, open, closed, styled: false })).svg;
      });
      return { contentType: 'image/svg+xml; charset=utf-8', body };
    },
    { many: ['vpc', 'open', 'closed'] },
  ),
};

const kept = new WeakMap<object, Map<string, Promise<string>>>();

/** A drawing that was made for the same end of the journal, or a new one; a failure is not kept. */
function keptDrawing(site: object, key: string, make: () => Promise<string>): Promise<string> {
  const own = kept.get(site) ?? new Map<string, Promise<string>>();
  kept.set(site, own);
  const drawn = own.get(key) ?? make();
  own.delete(key);
  own.set(key, drawn);
  drawn.catch(() => own.delete(key));
  for (const oldest of own.keys()) if (own.size > MOST_KEPT) own.delete(oldest);
  return drawn;
}
