import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Edge, ShownGraph } from '../../model/graph/index.js';
import { arrange } from './arrange.js';
import { type Component, componentsOf } from './components.js';
import { edgeLabel, LABEL_SIZE } from './labels.js';
import { textWidth } from './measure.js';
import {
  allPlaced,
  type Layout,
  moved,
  type PlacedBox,
  type PlacedEdge,
  type Point,
} from './place.js';
import { endsOf, isBackwards, portId, portsOf, type Side, topIds } from './ports.js';

/** How wide a picture should be for its height. */
const ASPECT = 1.5;
const MARGIN = 24;
const BETWEEN = { boxes: 28, columns: 40 };

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  'elk.spacing.nodeNode': String(BETWEEN.boxes),
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(BETWEEN.columns),
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};

const STRAIGHT = { 'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED' };

/** A long row of boxes goes on in a second one. */
const WRAPPED = {
  'elk.aspectRatio': String(ASPECT),
  'elk.layered.wrapping.strategy': 'MULTI_EDGE',
};

const PACKED = {
  'elk.algorithm': 'rectpacking',
  'elk.aspectRatio': String(ASPECT),
  'elk.padding': `[top=${MARGIN},left=${MARGIN},bottom=${MARGIN},right=${MARGIN}]`,
  'elk.spacing.nodeNode': String(BETWEEN.boxes),
};

/**
 * Gives all boxes and edges of a graph their places. What is inside of a VPC is a list. ELK lays out
 * each part that edges connect, in more than one way, and the one that fits a screen best is taken;
 * then ELK packs the parts. The same graph always has the same layout.
 */
export async function layOut(graph: ShownGraph): Promise<Layout> {
  const components = componentsOf(graph.boxes.map(arrange), graph.edges);
  const elk = await openElk();
  const parts: Part[] = [];
  for (const component of components) parts.push(await layOutPart(elk, component, graph));
  const children = parts.map(({ width, height }, at) => ({ id: String(at), width, height }));
  const picture: ElkNode = { id: 'picture', children, layoutOptions: PACKED };
  const packed = await elk.layout(picture);
  const shifted = parts.map((part, at) => shiftedPart(part, packed.children?.[at] ?? {}));
  const edges = new Map(shifted.flatMap((part) => part.edges.map((each) => [each.edge, each])));
  return {
    graph,
    ...{ width: Math.ceil(packed.width ?? 0), height: Math.ceil(packed.height ?? 0) },
    boxes: shifted.flatMap(({ boxes }) => boxes),
    edges: graph.edges.flatMap((edge) => edges.get(edge) ?? []),
  };
}

/** Its library is large, and in a bundle of its own: bin/build.mjs. */
async function openElk(): Promise<ELK> {
  const { default: library } = await import('elkjs/lib/elk.bundled.js');
  return new library.default();
}

type Part = Omit<Layout, 'graph'>;

async function layOutPart(elk: ELK, component: Component, graph: ShownGraph): Promise<Part> {
  const input = nodesOf(component, graph);
  let best: { readonly laidOut: ElkNode; readonly cost: number } | null = null;
  for (const { options, weight } of waysFor(component.boxes)) {
    const laidOut = await elk.layout({ ...structuredClone(input), layoutOptions: options });
    const cost = costOf(laidOut) * weight;
    if (best === null || cost < best.cost) best = { laidOut, cost };
  }
  return partOf(component, best?.laidOut ?? input);
}

/** Options of ELK, and by how much a picture made in this way has to be smaller than another one. */
interface Way {
  readonly options: Record<string, string>;
  readonly weight: number;
}

/**
 * One way is columns that are as high as they have to be. With more boxes others are to break long
 * rows, and columns of so many that the whole has about the shape of a screen, or one more.
 */
function waysFor(boxes: readonly PlacedBox[]): Way[] {
  const usual = { options: { ...OPTIONS, ...STRAIGHT }, weight: 1 };
  if (boxes.length < 5) return [usual];
  const mean = (size: 'width' | 'height') =>
    boxes.reduce((sum, each) => sum + each[size], 0) / boxes.length;
  const shape = (mean('width') + BETWEEN.columns) / (mean('height') + BETWEEN.boxes);
  const most = Math.max(2, Math.round(Math.sqrt((boxes.length * shape) / ASPECT)));
  return [
    ...(boxes.length < 12 ? [usual] : []),
    { options: { ...usual.options, ...WRAPPED }, weight: 1.6 },
    ...[most, most + 1].map((bound) => ({
      weight: 1,
      options: {
        ...OPTIONS,
        'elk.layered.nodePlacement.strategy': 'SIMPLE',
        'elk.layered.layering.strategy': 'COFFMAN_GRAHAM',
        'elk.layered.layering.coffmanGraham.layerBound': String(bound),
      },
    })),
  ];
}

/** How small the picture becomes on a screen of that shape. */
function costOf({ width = 0, height = 0 }: ElkNode): number {
  return Math.max(width / ASPECT, height);
}

function nodesOf({ boxes, edges }: Component, graph: ShownGraph): ElkNode {
  const top = topIds(boxes);
  const ports = new Map(boxes.map((each) => [each.box.id, portsOf(each, edges)]));
  const end = (edge: Edge, id: string, side: Side) => {
    const outer = top.get(id) ?? id;
    return ports.get(outer) === null ? outer : portId(edge, side);
  };
  return {
    id: 'part',
    children: boxes.map(({ box: { id }, width, height }) => {
      const own = ports.get(id) ?? null;
      if (own === null) return { id, width, height };
      return {
        id,
        width,
        height,
        ports: own,
        layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      };
    }),
    edges: edges.map((edge) => {
      const [from, to] = endsOf(edge);
      const text = edgeLabel(edge, graph);
      return {
        id: edge.id,
        sources: [end(edge, from, 'EAST')],
        targets: [end(edge, to, 'WEST')],
        labels: text === '' ? [] : [{ text, ...labelSize(text, edge) }],
      };
    }),
  };
}

function labelSize(text: string, { mark }: Edge) {
  const sign = mark === null ? 0 : LABEL_SIZE * 1.2;
  const width = Math.ceil(textWidth(text, LABEL_SIZE, 'sans') + sign) + 8;
  return { width, height: LABEL_SIZE + 6 };
}

function partOf({ boxes, edges }: Component, laidOut: ElkNode): Part {
  const places = new Map(laidOut.children?.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  const placed = boxes.map((each) => moved(each, places.get(each.box.id) ?? { x: 0, y: 0 }));
  const byId = new Map(allPlaced(placed).map((each) => [each.box.id, each]));
  const ways = new Map(laidOut.edges?.map((each) => [each.id, each]));
  return {
    ...{ width: Math.ceil(laidOut.width ?? 0), height: Math.ceil(laidOut.height ?? 0) },
    boxes: placed,
    edges: edges.map((edge) => placedEdge(edge, ways.get(edge.id), byId)),
  };
}

function placedEdge(
  edge: Edge,
  way: ElkExtendedEdge | undefined,
  boxes: ReadonlyMap<string, PlacedBox>,
): PlacedEdge {
  const points = (way?.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const [from, to] = endsOf(edge);
  const whole = reaching(points, boxes.get(from), boxes.get(to));
  const [label] = way?.labels ?? [];
  const { x = 0, y = 0, width = 0, height = 0, text = '' } = label ?? {};
  return {
    edge,
    points: isBackwards(edge) ? whole.reverse() : whole,
    label: label === undefined ? null : { x, y, width, height, text },
  };
}

/** A way between the borders of two VPCs, with its ends at boxes inside of them. */
function reaching(
  points: readonly Point[],
  from: PlacedBox | undefined,
  to: PlacedBox | undefined,
): Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const begins = from !== undefined && first.x > from.x + from.width + 0.5;
  const ends = to !== undefined && last.x < to.x - 0.5;
  return [
    ...(begins ? [{ x: from.x + from.width, y: first.y }] : []),
    ...points,
    ...(ends ? [{ x: to.x, y: last.y }] : []),
  ];
}

function shiftedPart(part: Part, { x = 0, y = 0 }: { x?: number; y?: number }): Part {
  const shift = <T extends Point>(each: T): T => ({ ...each, x: each.x + x, y: each.y + y });
  return {
    ...part,
    boxes: part.boxes.map((each) => moved(each, { x, y })),
    edges: part.edges.map(({ edge, points, label }) => ({
      edge,
      points: points.map(shift),
      label: label === null ? null : shift(label),
    })),
  };
}
