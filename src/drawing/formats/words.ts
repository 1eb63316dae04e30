import {
  allBoxes,
  type Box,
  type Edge,
  type Mark,
  type ShownBox,
  type ShownGraph,
} from '../../model/graph/index.js';
import { kindWords } from '../layout/labels.js';

/** What a picture shows, in a line: `3 VPCs, 7 subnets, 1 peering`. */
export function pictureTitle({ boxes, edges, compared }: ShownGraph): string {
  const all = allBoxes(boxes);
  const counts = [
    counted(all.filter(({ kind }) => kind === 'vpc').length, 'VPC'),
    counted(all.filter(({ kind }) => kind === 'subnet').length, 'subnet'),
    counted(edges.filter(({ kind }) => kind === 'peering').length, 'peering'),
  ];
  return `${compared ? 'What changed' : 'The network'}: ${counts.join(', ')}`;
}

/** The same for people who do not see the picture: each VPC and each edge in a sentence. */
export function describe({ boxes, edges }: ShownGraph): string {
  const vpcs = boxes.filter(({ kind }) => kind === 'vpc').map(vpcSentence);
  return [...vpcs, ...edges.map((edge) => `${edgeTitle(edge)}.`)].join(' ');
}

function vpcSentence(box: ShownBox): string {
  const subnets = box.inside.map(({ name, mark }) => name + marked(mark)).join(', ');
  const hidden = box.hidden === null ? [] : [`${box.inside.length > 0 ? 'and ' : ''}${box.hidden}`];
  const inside = [subnets, ...hidden].filter((each) => each !== '').join(', ');
  return `VPC ${boxTitle(box)}${inside === '' ? ', empty' : `, with ${inside}`}.`;
}

/** A box in a line, with all its facts. */
export function boxTitle({ id, name, facts, mark }: Box): string {
  const texts = facts.map((fact) => fact.text + marked(fact.mark));
  return `${[id.startsWith('@') ? name : id, ...texts].join(', ')}${marked(mark)}`;
}

/** An edge in a line. */
export function edgeTitle({ kind, from, to, label, mark }: Edge): string {
  const what = [kindWords(kind), ...(label === '' ? [] : [label])].join(' ');
  return `${what}: ${endText(from)} to ${endText(to)}${marked(mark)}`;
}

/** The end of an edge: `@uplink/eth0` is `internet by eth0`. */
export function endText(id: string): string {
  if (!id.startsWith('@')) return id;
  const [, uplink = ''] = id.split('/');
  if (!id.includes('/')) return 'this host';
  return uplink === '' ? 'internet' : `internet by ${uplink}`;
}

function marked(mark: Mark): string {
  return mark === null ? '' : ` (${mark})`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
