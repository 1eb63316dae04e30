import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange, FONTS } from '../../../src/drawing/layout/arrange.js';
import { layOut } from '../../../src/drawing/layout/layout.js';
import { textWidth } from '../../../src/drawing/layout/measure.js';
import { allPlaced, type PlacedBox, type Point } from '../../../src/drawing/layout/place.js';
import { shownGraph } from '../../../src/model/graph/index.js';
import { anyGraph } from '../../support/graph/arbitrary.js';

interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** Rounding and the width of a line. */
const SLACK = 0.6;

function overlap(a: Area, b: Area): boolean {
  return (
    a.x + a.width > b.x + SLACK &&
    b.x + b.width > a.x + SLACK &&
    a.y + a.height > b.y + SLACK &&
    b.y + b.height > a.y + SLACK
  );
}

function isWithin(inner: Area, outer: Area): boolean {
  return (
    inner.x >= outer.x - SLACK &&
    inner.y >= outer.y - SLACK &&
    inner.x + inner.width <= outer.x + outer.width + SLACK &&
    inner.y + inner.height <= outer.y + outer.height + SLACK
  );
}

function isAtBorder({ x, y }: Point, box: Area): boolean {
  const inside = isWithin({ x, y, width: 0, height: 0 }, box);
  const isAt = (a: number, b: number) => Math.abs(a - b) <= SLACK;
  return (
    inside &&
    (isAt(x, box.x) || isAt(x, box.x + box.width) || isAt(y, box.y) || isAt(y, box.y + box.height))
  );
}

/** The pairs of siblings, at each level. */
function siblings(boxes: readonly PlacedBox[]): [PlacedBox, PlacedBox][] {
  const own = boxes.flatMap((a, at) =>
    boxes.slice(at + 1).map((b): [PlacedBox, PlacedBox] => [a, b]),
  );
  return [...own, ...boxes.flatMap(({ inside }) => siblings(inside))];
}

describe('a layout', () => {
  it('has no two boxes in one place, each within the one around it, and edges end at theirs', async () => {
    await fc.assert(
      fc.asyncProperty(anyGraph, async (graph) => {
        const layout = await layOut(shownGraph(graph));
        const all = allPlaced(layout.boxes);
        const byId = new Map(all.map((each) => [each.box.id, each]));
        for (const [a, b] of siblings(layout.boxes)) {
          expect(overlap(a, b), `${a.box.id} and ${b.box.id}`).toBe(false);
        }
        const picture = { x: 0, y: 0, ...layout };
        for (const each of layout.boxes) expect(isWithin(each, picture)).toBe(true);
        for (const outer of all) {
          for (const inner of outer.inside) expect(isWithin(inner, outer), inner.box.id).toBe(true);
        }
        expect(layout.edges).toHaveLength(layout.graph.edges.length);
        for (const { edge, points, label } of layout.edges) {
          const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
          const [first, last] = [points[0], points.at(-1)];
          if (!from || !to || !first || !last) throw new Error(`${edge.id} has no way`);
          expect(isAtBorder(first, from), `${edge.id} begins at ${edge.from}`).toBe(true);
          expect(isAtBorder(last, to), `${edge.id} ends at ${edge.to}`).toBe(true);
          if (label === null) continue;
          for (const box of layout.boxes) {
            expect(overlap(label, box), `label of ${edge.id} on ${box.box.id}`).toBe(false);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  it('has all texts within their boxes', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        for (const each of allPlaced(shownGraph(graph).boxes.map(arrange))) {
          for (const { text, style, anchor, x, y } of each.texts) {
            const width = textWidth(text, FONTS[style].size, FONTS[style].font);
            const area = { x: anchor === 'end' ? x - width : x, y: y - 8, width, height: 8 };
            expect(isWithin(area, each), `${text} in ${each.box.id}`).toBe(true);
          }
        }
      }),
    );
  });
});
