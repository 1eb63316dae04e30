import { groupBy } from '@vpcctl/sdk';
import { allBoxes, type Edge, type Fact, type Mark, type ShownBox } from './graph.js';

/** So many edges may end at one box outside of all VPCs. */
const MOST_AT_ONE = 6;

/**
 * The edges between boxes that are drawn. Pure. An edge to a box that is folded ends at the box
 * around it; edges that then have the same ends become one. Where very many VPCs have one uplink,
 * each says so itself, and no edge is drawn.
 */
export function foldEdges(
  edges: readonly Edge[],
  boxes: readonly ShownBox[],
): { boxes: ShownBox[]; edges: Edge[] } {
  const drawn = new Set(allBoxes(boxes).map(({ id }) => id));
  const lifted = edges.flatMap((edge) => {
    const [from, to] = [drawnAround(edge.from, drawn), drawnAround(edge.to, drawn)];
    return from === null || to === null ? [] : [{ ...edge, from, to }];
  });
  const single = [...groupBy(lifted, endsOf).values()].map(joined);
  return withoutCrowds(single, boxes);
}

function endsOf({ kind, from, to }: Edge): string[] {
  return [`${kind} ${from} ${to}`];
}

/** The nearest box that is drawn: the one itself, or one around it; null: none. */
function drawnAround(id: string, drawn: ReadonlySet<string>): string | null {
  if (drawn.has(id)) return id;
  const end = id.startsWith('@') ? -1 : id.lastIndexOf('/');
  return end < 0 ? null : drawnAround(id.slice(0, end), drawn);
}

/** Edges with the same ends as one. */
function joined(edges: readonly Edge[]): Edge {
  const [first, ...rest] = edges;
  if (first === undefined) throw new Error('a group has at least one edge');
  if (rest.length === 0) return first;
  const marks = new Set(edges.map(({ mark }) => mark));
  const label =
    rest.length < 3 ? edges.map((each) => each.label).join(', ') : `${edges.length} ${first.kind}s`;
  return { ...first, label, mark: marks.size === 1 ? first.mark : 'changed' };
}

/** Replaces the edges of an uplink that very many VPCs have by a line in the box of each. */
function withoutCrowds(
  edges: readonly Edge[],
  boxes: readonly ShownBox[],
): { boxes: ShownBox[]; edges: Edge[] } {
  const uplinks = groupBy(
    edges.filter(({ kind }) => kind === 'uplink'),
    ({ to }) => [to],
  );
  const crowds = [...uplinks].filter(([, each]) => each.length > MOST_AT_ONE);
  const dropped = new Set(crowds.flatMap(([, each]) => each));
  const left = edges.filter((edge) => !dropped.has(edge));
  const names = new Map(boxes.map((box) => [box.id, nameOf(box)]));
  const facts = groupBy([...dropped], ({ from }) => [from]);
  const isNeeded = ({ kind, id }: ShownBox) =>
    kind === 'vpc' || left.some(({ from, to }) => from === id || to === id);
  return {
    edges: left,
    boxes: boxes.filter(isNeeded).map((box) => {
      const own = facts.get(box.id)?.map(({ to, mark }) => uplinkFact(names.get(to) ?? '', mark));
      return own === undefined ? box : { ...box, facts: [...box.facts, ...own] };
    }),
  };
}

function nameOf({ name, facts }: ShownBox): string {
  return [name, ...facts.map(({ text }) => text)].join(' ');
}

function uplinkFact(text: string, mark: Mark): Fact {
  return { kind: 'uplink', text, mark };
}
