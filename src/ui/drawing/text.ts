import { endText, plain, SIGNS } from '../../drawing/index.js';
import type { Edge, Mark, ShownBox, ShownGraph } from '../../model/graph/index.js';
import { paint } from '../text/paint.js';

/** A graph as a tree and a list of its edges, for a terminal. */
export function renderText({ boxes, edges, compared }: ShownGraph): string {
  const vpcs = boxes.filter(({ id }) => !id.startsWith('@'));
  if (vpcs.length === 0) return compared ? 'nothing differs: there was no VPC' : 'no VPC yet';
  const lines = edges.map(edgeParts);
  const width = (column: 0 | 1) => Math.max(...lines.map((parts) => parts[column].length));
  return [
    ...vpcs.flatMap((box) => boxLines(box)),
    ...(edges.length === 0 ? [] : ['']),
    ...lines.map(([kind, way, label, mark]) =>
      painted(
        `${kind.padEnd(width(0))}  ${way.padEnd(label === '' ? 0 : width(1))}  ${label}`.trimEnd(),
        mark,
      ),
    ),
  ].join('\n');
}

function edgeParts({
  kind,
  from,
  to,
  label,
  directed,
  mark,
}: Edge): [string, string, string, Mark] {
  const sign = mark === null ? '' : `${SIGNS[mark]} `;
  const way = `${endText(from)} ${directed ? '→' : '↔'} ${endText(to)}`;
  return [sign + plain(kind), plain(way), plain(label), mark];
}

function boxLines(box: ShownBox): string[] {
  const rest =
    box.hidden === null ? [] : [[paint.dim(`${box.inside.length > 0 ? 'and ' : ''}${box.hidden}`)]];
  const inside = [...box.inside.map(boxLines), ...rest];
  return [headLine(box), ...inside.flatMap((lines, at) => branch(lines, at === inside.length - 1))];
}

/** Facts that do not change are in the line of the name; changed ones are signed there. */
function headLine({ name, facts, mark }: ShownBox): string {
  const texts = facts.map((fact) => {
    const text = plain(fact.text);
    return fact.mark === null ? text : painted(`${SIGNS[fact.mark]} ${text}`, fact.mark);
  });
  const own =
    mark === null ? paint.strong(plain(name)) : painted(`${SIGNS[mark]} ${plain(name)}`, mark);
  return [own, ...texts].join('  ');
}

function painted(text: string, mark: Mark): string {
  if (mark === null) return text;
  return { added: paint.good, removed: paint.bad, changed: paint.strong }[mark](text);
}

function branch(lines: readonly string[], isLast: boolean): string[] {
  return lines.map((line, at) => {
    if (at === 0) return `${isLast ? '└─' : '├─'} ${line}`;
    return `${isLast ? '  ' : '│ '} ${line}`;
  });
}
