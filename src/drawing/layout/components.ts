import type { Edge } from '../../model/graph/index.js';
import type { PlacedBox } from './place.js';
import { endsOf, topIds } from './ports.js';

/** Boxes that edges connect, and these edges. */
export interface Component {
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly Edge[];
}

/** The parts of a graph that no edge connects, those with the most boxes first. Pure. */
export function componentsOf(boxes: readonly PlacedBox[], edges: readonly Edge[]): Component[] {
  const top = topIds(boxes);
  const part = new Map(boxes.map(({ box }) => [box.id, box.id]));
  const ends = edges.map((edge) => ({ edge, ids: endsOf(edge).map((id) => top.get(id) ?? id) }));
  for (const {
    ids: [one, other],
  } of ends) {
    const [a, b] = [part.get(one ?? ''), part.get(other ?? '')];
    if (a === undefined || b === undefined || a === b) continue;
    for (const [id, own] of part) if (own === b) part.set(id, a);
  }
  return [...new Set(part.values())]
    .map((id) => ({
      boxes: boxes.filter(({ box }) => part.get(box.id) === id),
      edges: ends.filter(({ ids: [one] }) => part.get(one ?? '') === id).map(({ edge }) => edge),
    }))
    .sort((a, b) => b.boxes.length - a.boxes.length);
}
