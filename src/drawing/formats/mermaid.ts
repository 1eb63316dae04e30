import type { Box, Edge, Mark, ShownBox, ShownGraph } from '../../model/graph/index.js';
import { allBoxes } from '../../model/graph/index.js';
import { SIGNS } from '../layout/arrange.js';
import { edgeLabel } from '../layout/labels.js';
import { mermaidText } from './escape.js';

/** A graph as a flowchart of mermaid, for wikis and code hosts that draw it. Pure. */
export function renderMermaid(graph: ShownGraph): string {
  const ids = new Map(allBoxes(graph.boxes).map(({ id }, at) => [id, `n${at + 1}`]));
  const marks = new Set([...allBoxes(graph.boxes), ...graph.edges].map(({ mark }) => mark));
  const styles = (['added', 'removed', 'changed'] as const).filter((mark) => marks.has(mark));
  return [
    'flowchart LR',
    ...graph.boxes.flatMap((box) => boxLines(box, ids, '  ')),
    ...graph.edges.map((edge) => `  ${edgeText(edge, graph, ids)}`),
    ...styles.map((mark) => `  classDef ${mark} ${STYLES[mark]}`),
    '',
  ].join('\n');
}

const STYLES = {
  added: 'stroke:#007153,stroke-width:3px',
  removed: 'stroke:#b84a00,stroke-width:3px,stroke-dasharray:6 4',
  changed: 'stroke:#0063a0,stroke-width:3px',
} as const;

type Ids = ReadonlyMap<string, string>;

function boxLines(box: ShownBox, ids: Ids, indent: string): string[] {
  const id = ids.get(box.id) ?? '';
  const marked = box.mark === null ? [] : [`${indent}class ${id} ${box.mark}`];
  if (box.inside.length === 0) return [`${indent}${id}${shape(box)}`, ...marked];
  return [
    `${indent}subgraph ${id}["${label(box)}"]`,
    ...box.inside.flatMap((each) => boxLines(each, ids, `${indent}  `)),
    `${indent}end`,
    ...marked,
  ];
}

function shape(box: ShownBox): string {
  const text = `"${label(box)}"`;
  if (box.kind === 'uplink') return `([${text}])`;
  return box.kind === 'instance' ? `(${text})` : `[${text}]`;
}

/** Lines are parted by the one piece of markup that mermaid needs for that. */
function label(box: ShownBox): string {
  const facts = box.facts.map(({ text, mark }) => signed(text, mark));
  const hidden = box.hidden === null ? [] : [box.hidden];
  return [signed(box.name, box.mark), ...facts, ...hidden].map(mermaidText).join('<br/>');
}

function signed(text: string, mark: Box['mark']): string {
  return mark === null ? text : `${SIGNS[mark]} ${text}`;
}

function edgeText(edge: Edge, graph: ShownGraph, ids: Ids): string {
  const line = arrowOf(edge);
  const text = signed(edgeLabel(edge, graph), edge.mark).trim();
  const middle = text === '' ? line : `${line}|"${mermaidText(text)}"|`;
  return `${ids.get(edge.from)} ${middle} ${ids.get(edge.to)}`;
}

function arrowOf({ directed, kind, mark }: Edge): string {
  if (mark === ('removed' satisfies Mark) || kind === 'uplink') return directed ? '-.->' : '-.-';
  return directed ? '-->' : '---';
}
