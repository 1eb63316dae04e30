import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Edge } from '../../model/graph/index.js';
import { allPlaced, type PlacedBox } from './place.js';

/** The side of a box at the top: edges leave at the right and arrive at the left. */
export type Side = 'EAST' | 'WEST';
export type Port = NonNullable<ElkNode['ports']>[number];

/** The ends of an edge from left to right: what is outside of all VPCs stands at the left. */
export function endsOf({ from, to }: Edge): readonly [string, string] {
  return isBackwards({ to }) ? [to, from] : [from, to];
}

/** Whether an edge goes from right to left in the picture. */
export function isBackwards({ to }: Pick<Edge, 'to'>): boolean {
  return to.startsWith('@');
}

export function portId({ id }: Edge, side: Side): string {
  return `${id} ${side}`;
}

/** The id of the box at the top, by the id of each box. */
export function topIds(boxes: readonly PlacedBox[]): Map<string, string> {
  return new Map(
    boxes.flatMap((top) => allPlaced([top]).map(({ box }) => [box.id, top.box.id] as const)),
  );
}

/**
 * The places where edges cross the border of a VPC; null where no edge goes to a box inside of it,
 * and all places are as good. An edge to such a box enters at its height; others are at the height
 * of the VPC's own texts. Pure.
 */
export function portsOf(outer: PlacedBox, edges: readonly Edge[]): Port[] | null {
  const inside = new Map(allPlaced(outer.inside).map((each) => [each.box.id, each]));
  const isHere = (id: string) => id === outer.box.id || inside.has(id);
  const own = edges.flatMap((edge) => {
    const [from, to] = endsOf(edge);
    const ends = [
      { edge, id: from, side: 'EAST' },
      { edge, id: to, side: 'WEST' },
    ] as const;
    return ends.filter(({ id }) => isHere(id));
  });
  if (!own.some(({ id }) => inside.has(id))) return null;
  const counts = new Map<string, number>();
  return own.map(({ edge, id, side }) => {
    const key = `${id} ${side}`;
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    const all = own.filter((each) => each.id === id && each.side === side).length;
    const target = inside.get(id) ?? outer;
    const y = target.y + (headOf(target) * number) / (all + 1);
    return {
      id: portId(edge, side),
      ...{ x: side === 'EAST' ? outer.width : 0, y, width: 0, height: 0 },
      layoutOptions: { 'elk.port.side': side },
    };
  });
}

/** The height of a box above what is inside of it. */
function headOf({ y, height, inside: [first] }: PlacedBox): number {
  return first === undefined ? height : first.y - y;
}
