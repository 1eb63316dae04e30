import {
  allBoxes,
  type Edge,
  type Mark,
  type ShownBox,
  type ShownGraph,
} from '../../model/graph/index.js';
import { SIGNS } from '../layout/arrange.js';
import { edgeLabel } from '../layout/labels.js';
import { dotText } from './escape.js';

const COLOURS = { added: '#007153', removed: '#b84a00', changed: '#0063a0' } as const;

/** A graph in the language of graphviz. Pure. */
export function renderDot(graph: ShownGraph): string {
  const ids = new Map(allBoxes(graph.boxes).map(({ id }, at) => [id, `n${at + 1}`]));
  return [
    'digraph network {',
    '  graph [rankdir=LR, compound=true, fontname="Helvetica", fontsize=12]',
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11]',
    '  edge [fontname="Helvetica", fontsize=10]',
    ...graph.boxes.flatMap((box) => boxLines(box, ids, '  ')),
    ...graph.edges.map((edge) => edgeLine(edge, graph, ids)),
    '}',
    '',
  ].join('\n');
}

type Ids = ReadonlyMap<string, string>;

/** Edges end at nodes, so a cluster has one for itself: it says what the box says. */
function boxLines(box: ShownBox, ids: Ids, indent: string): string[] {
  const id = ids.get(box.id) ?? '';
  const node = `${indent}${id} [label="${label(box)}"${marked(box)}]`;
  if (box.inside.length === 0) return [node];
  return [
    `${indent}subgraph cluster_${id} {`,
    `${indent}  label="${dotText(signed(box.name, box.mark))}"${box.mark === null ? '' : `; color="${COLOURS[box.mark]}"`}`,
    `  ${node}`,
    ...box.inside.flatMap((each) => boxLines(each, ids, `${indent}  `)),
    `${indent}}`,
  ];
}

function marked({ kind, mark }: ShownBox): string {
  const colour = mark === null ? '' : `, color="${COLOURS[mark]}"`;
  const removed = mark === 'removed' ? ', style="rounded,dashed"' : '';
  return `${kind === 'uplink' ? ', shape=ellipse' : ''}${colour}${removed}`;
}

function label(box: ShownBox): string {
  const facts = box.facts.map(({ text, mark }) => signed(text, mark));
  const hidden = box.hidden === null ? [] : [box.hidden];
  return [signed(box.name, box.mark), ...facts, ...hidden].map(dotText).join('\\n');
}

function signed(text: string, mark: Mark): string {
  return mark === null ? text : `${SIGNS[mark]} ${text}`;
}

function edgeLine(edge: Edge, graph: ShownGraph, ids: Ids): string {
  const { mark, directed, kind } = edge;
  const options = [
    `label="${dotText(signed(edgeLabel(edge, graph), mark).trim())}"`,
    ...(directed ? [] : ['dir=none']),
    ...(kind === 'uplink' || mark === 'removed' ? ['style=dashed'] : []),
    ...(kind === 'forward' && mark !== 'removed' ? ['style=dotted'] : []),
    ...(mark === null ? [] : [`color="${COLOURS[mark]}"`]),
  ];
  return `  ${ids.get(edge.from)} -> ${ids.get(edge.to)} [${options.join(', ')}]`;
}
