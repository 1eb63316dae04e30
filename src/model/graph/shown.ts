import { groupBy } from '@vpcctl/sdk';
import { foldEdges } from './fold-edges.js';
import {
  allBoxes,
  type Box,
  type Detail,
  type Edge,
  type Graph,
  type ShownBox,
  type ShownGraph,
} from './graph.js';

/** What of a graph to draw. */
export interface Selection {
  /** Only these VPCs, and what they are connected with; by default all. */
  readonly vpcs?: readonly string[] | undefined;
  /** VPCs that are drawn in full, or closed, however many there are. */
  readonly open?: readonly string[] | undefined;
  readonly closed?: readonly string[] | undefined;
  /** Whether the graph compares two points: VPCs in which nothing differs may then be closed. */
  readonly compared?: boolean | undefined;
}

/** Up to so many subnets and instances are drawn in full; then, up to so many, in a line each. */
const FULL = { subnets: 24, instances: 72 };
const BRIEF = 400;
/** How many are drawn inside of one box; the rest is counted. Those with marks are always drawn. */
const MOST_INSIDE = { subnets: { full: 64, brief: 16 }, instances: 8 };

/** Folds what would be too much to read: instances, then subnets, then edges. Pure. */
export function shownGraph(graph: Graph, selection: Selection = {}): ShownGraph {
  const { vpcs, compared = false } = selection;
  const isChosen = ({ id }: Box) => vpcs === undefined || vpcs.includes(id);
  const chosen = graph.boxes.filter((box) => box.kind === 'vpc' && isChosen(box));
  const detail = detailFor(chosen);
  const edges = graph.edges.filter((edge) => vpcs === undefined || touches(edge, chosen));
  const ends = edges.flatMap(({ from, to }) => [topOf(from), topOf(to)]);
  const near = new Set([...chosen.map(({ id }) => id), ...ends]);
  const boxes = graph.boxes.flatMap((box): ShownBox[] => {
    if (!near.has(box.id)) return [];
    if (box.kind !== 'vpc') return [{ ...box, inside: [], detail: 'full', hidden: null }];
    const own = detailOf(box, detail, selection, isChosen(box));
    return [shownBox(box, own)];
  });
  const folded = foldEdges(edges, boxes);
  return { ...folded, compared };
}

/** Whether an edge has an end in one of these boxes. */
function touches({ from, to }: Edge, boxes: readonly Box[]): boolean {
  return boxes.some(({ id }) => [from, to].some((end) => topOf(end) === id));
}

/** The id of the box at the top that a box is in. */
export function topOf(id: string): string {
  return id.startsWith('@') ? id : (id.split('/')[0] ?? id);
}

function detailFor(vpcs: readonly Box[]): Detail {
  const subnets = vpcs.flatMap(({ inside }) => inside);
  const instances = subnets.flatMap(({ inside }) => inside);
  if (subnets.length <= FULL.subnets && instances.length <= FULL.instances) return 'full';
  return subnets.length <= BRIEF ? 'brief' : 'closed';
}

function detailOf(box: Box, usual: Detail, selection: Selection, isChosen: boolean): Detail {
  const { open = [], closed = [], compared } = selection;
  if (closed.includes(box.id)) return 'closed';
  if (open.includes(box.id)) return 'full';
  if (!isChosen) return 'closed';
  if (usual === 'full' || !compared) return usual;
  return isMarked(box) ? 'brief' : 'closed';
}

function isMarked(box: Box): boolean {
  return allBoxes([box]).some(({ mark }) => mark !== null);
}

function shownBox(box: Box, detail: Detail): ShownBox {
  const isFolded = detail === 'closed' || (detail === 'brief' && box.kind === 'subnet');
  const most = isFolded ? 0 : mostInside(box, detail);
  const marked = box.inside.filter(isMarked);
  const isRoomy = box.inside.length <= most;
  const first = new Set(isRoomy ? box.inside : [...marked, ...box.inside].slice(0, most));
  const drawn = box.inside.filter((each) => first.has(each) || (!isFolded && isMarked(each)));
  const left = box.inside.filter((each) => !drawn.includes(each));
  return {
    ...box,
    inside: drawn.map((each) => shownBox(each, detail)),
    detail,
    hidden: left.length === 0 ? null : hiddenText(left),
  };
}

function mostInside({ kind }: Box, detail: Detail): number {
  if (kind !== 'vpc') return MOST_INSIDE.instances;
  return detail === 'full' ? MOST_INSIDE.subnets.full : MOST_INSIDE.subnets.brief;
}

/** What is not drawn, in words: `12 subnets, 30 instances`. */
function hiddenText(boxes: readonly Box[]): string {
  const kinds = groupBy(allBoxes(boxes), ({ kind }) => [kind]);
  const counts = (['subnet', 'instance'] as const).flatMap((kind) => {
    const count = kinds.get(kind)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${kind}${count === 1 ? '' : 's'}`];
  });
  return counts.join(', ');
}
