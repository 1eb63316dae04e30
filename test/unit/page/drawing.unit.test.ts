import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_FOLDED, neighbour, toggled } from '../../../src/page/browser/drawing/folding.js';
import {
  type Area,
  closeUp,
  fitting,
  kept,
  type Point,
  panned,
  type Size,
  scaleOf,
  showing,
  zoomed,
} from '../../../src/page/browser/drawing/view-box.js';

const FRAME: Size = { width: 800, height: 500 };
const size = fc.record({
  width: fc.integer({ min: 50, max: 9000 }),
  height: fc.integer({ min: 50, max: 9000 }),
});
const inFrame = fc.record({
  x: fc.integer({ min: 0, max: FRAME.width }),
  y: fc.integer({ min: 0, max: FRAME.height }),
});
const times = fc.double({ min: 0.2, max: 5, noNaN: true });

/** The place of the picture at a point of the frame. */
function at(view: Area, { x, y }: Point): Point {
  const scale = scaleOf(view, FRAME);
  return { x: view.x + x / scale, y: view.y + y / scale };
}

describe('the part of a picture that is seen', () => {
  it('is all of it at first, in the middle', () => {
    fc.assert(
      fc.property(size, (picture) => {
        const view = fitting(picture, FRAME);
        expect(view.width).toBeGreaterThan(picture.width - 0.01);
        expect(view.height).toBeGreaterThan(picture.height - 0.01);
        expect(view.x + view.width / 2).toBeCloseTo(picture.width / 2);
        expect(view.width / view.height).toBeCloseTo(FRAME.width / FRAME.height);
      }),
    );
  });

  it('keeps the place below the pointer when it is zoomed, and follows it when it is dragged', () => {
    fc.assert(
      fc.property(size, inFrame, inFrame, times, (picture, from, to, by) => {
        const view = fitting(picture, FRAME);
        const place = at(view, from);
        const larger = at(zoomed(view, FRAME, from, by), from);
        expect(Math.hypot(larger.x - place.x, larger.y - place.y)).toBeLessThan(0.01);
        const moved = at(panned(view, FRAME, { x: to.x - from.x, y: to.y - from.y }), to);
        expect(Math.hypot(moved.x - place.x, moved.y - place.y)).toBeLessThan(0.01);
      }),
    );
  });

  it('never leaves the picture', () => {
    const far = fc.record({ x: fc.integer(), y: fc.integer() });
    fc.assert(
      fc.property(size, far, times, (picture, by, zoom) => {
        const start = zoomed(fitting(picture, FRAME), FRAME, { x: 0, y: 0 }, zoom);
        const view = kept(panned(start, FRAME, by), picture);
        const shared = (from: number, length: number, whole: number) =>
          Math.min(from + length, whole) - Math.max(from, 0);
        expect(shared(view.x, view.width, picture.width)).toBeGreaterThan(0);
        expect(shared(view.y, view.height, picture.height)).toBeGreaterThan(0);
      }),
    );
  });

  it('has a box in it that is gone to', () => {
    fc.assert(
      fc.property(size, inFrame, (picture, { x, y }) => {
        const view = zoomed(fitting(picture, FRAME), FRAME, { x: 0, y: 0 }, 3);
        const box = { x, y, width: view.width / 3, height: view.height / 3 };
        const shown = showing(view, box);
        expect(shown.x).toBeLessThanOrEqual(box.x);
        expect(shown.x + shown.width).toBeGreaterThanOrEqual(box.x + box.width);
        expect(shown.y).toBeLessThanOrEqual(box.y);
        expect(shown.y + shown.height).toBeGreaterThanOrEqual(box.y + box.height);
        expect(showing(shown, box)).toEqual(shown);
        expect(scaleOf(closeUp(box, FRAME), FRAME)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the arrows', () => {
  const all = ['vpc', 'subnet', 'instance', 'vpc', 'subnet'].map((kind, id) => ({
    dataset: { kind, id: String(id) },
  }));
  const goes = (from: number, key: string) => {
    const box = all[from];
    return box === undefined ? null : (neighbour(all, box, key)?.dataset.id ?? null);
  };

  it('go to the next box, and to the next VPC', () => {
    expect([goes(0, 'ArrowDown'), goes(0, 'ArrowRight')]).toEqual(['1', '3']);
    expect([goes(4, 'ArrowUp'), goes(4, 'ArrowLeft'), goes(2, 'ArrowLeft')]).toEqual([
      '3',
      '3',
      '0',
    ]);
    expect([goes(0, 'ArrowUp'), goes(4, 'ArrowDown'), goes(3, 'ArrowRight')]).toEqual([
      null,
      null,
      null,
    ]);
    expect([goes(2, 'Home'), goes(2, 'End'), goes(2, 'x')]).toEqual(['0', '4', null]);
  });
});

describe('a VPC', () => {
  it('is opened where it is not drawn in full, and closed where it is', () => {
    const open = toggled(NOTHING_FOLDED, 'a', 'brief');
    expect([[...open.open], [...open.closed]]).toEqual([['a'], []]);
    const closed = toggled(open, 'a', 'full');
    expect([[...closed.open], [...closed.closed]]).toEqual([[], ['a']]);
    expect([...toggled(closed, 'a', 'closed').open]).toEqual(['a']);
  });
});
