import type { PlacedSign, Point } from '../layout/place.js';

/** A number of a picture, with at most one decimal: layouts have halves. */
export function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const n = number;
const CORNER = 6;

/** The way along points, with round corners, as the data of an SVG path. */
export function edgePath(points: readonly Point[]): string {
  return points
    .map((point, at) => {
      const [before, after] = [points[at - 1], points[at + 1]];
      if (before === undefined) return `M${n(point.x)} ${n(point.y)}`;
      if (after === undefined) return `L${n(point.x)} ${n(point.y)}`;
      const [from, to] = [near(point, before), near(point, after)];
      return `L${n(from.x)} ${n(from.y)}Q${n(point.x)} ${n(point.y)} ${n(to.x)} ${n(to.y)}`;
    })
    .join('');
}

/** The point on the way to another one where the corner begins. */
function near(corner: Point, other: Point): Point {
  const [dx, dy] = [other.x - corner.x, other.y - corner.y];
  const distance = Math.hypot(dx, dy);
  const share = distance === 0 ? 0 : Math.min(CORNER, distance / 2) / distance;
  return { x: corner.x + dx * share, y: corner.y + dy * share };
}

/** The head of an arrow at the end of a way; it is a shape, since a marker needs an id in the page. */
export function arrow(points: readonly Point[]): string {
  const [before, end] = points.slice(-2);
  if (before === undefined || end === undefined) return '';
  const distance = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / distance, (end.y - before.y) / distance];
  const corner = (side: number) =>
    `L${n(end.x - 9 * dx + side * 4.5 * dy)} ${n(end.y - 9 * dy - side * 4.5 * dx)}`;
  return `<path class="g-arrow" d="M${n(end.x)} ${n(end.y)}${corner(1)}${corner(-1)}Z"/>`;
}

/** The signs of subnets in one line: a dot for public, a ring for private, a shield for a policy. */
export function signMark(sign: PlacedSign['sign'], { x, y }: Point): string {
  if (sign === 'policy') {
    const d = `M${n(x + 5)} ${n(y - 5.5)}l5 2v3.2c0 3.2-2.3 5-5 6.3c-2.7-1.3-5-3.1-5-6.3v-3.2z`;
    return `<path class="g-sign" d="${d}"/>`;
  }
  const hollow = sign === 'private' ? ' g-hollow' : '';
  return `<circle class="g-sign${hollow}" cx="${n(x + 5)}" cy="${n(y)}" r="4"/>`;
}
