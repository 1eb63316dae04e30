import * as z from 'zod';
import { drawing } from '../../../drawing/index.js';
import { readDrawnAt } from '../../../engine/drawing/index.js';
import { route } from './route.js';

const point = z.string().optional();

/**
 * The drawing of `graph`, with the marks of `--diff` where there is a point before. Its style is a
 * file of the page, since the page allows none within markup.
 */
export const DRAWING_ROUTES = {
  'api/drawing.svg': route(
    z.strictObject({ at: point, before: point, vpc: z.array(z.string()).optional() }),
    async ({ config }, asked) => {
      const points = [asked.at ?? 'now', ...(asked.before === undefined ? [] : [asked.before])];
      const [now, before] = await readDrawnAt(config, points);
      if (now === undefined) throw new RangeError('a point has a state');
      const { svg } = await drawing(now, { before, vpcs: asked.vpc, styled: false });
      return { contentType: 'image/svg+xml; charset=utf-8', body: svg };
    },
    { many: ['vpc'] },
  ),
};
