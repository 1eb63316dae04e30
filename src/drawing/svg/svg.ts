import type { Mark, ShownBox } from '../../model/graph/index.js';
import { xml } from '../formats/escape.js';
import { boxTitle, describe, edgeTitle, pictureTitle } from '../formats/words.js';
import { SIGNS } from '../layout/arrange.js';
import { kindClass } from '../layout/labels.js';
import type { Layout, PlacedBox, PlacedEdge, PlacedText } from '../layout/place.js';
import { type Legend, legendOf } from './legend.js';
import { arrow, edgePath, number as n, signMark } from './shapes.js';
import { drawingStyle } from './style.js';

export interface SvgOptions {
  /** Whether the style is within the picture; a page that forbids that has it as a file. */
  readonly styled?: boolean | undefined;
}

/** A layout as a picture that needs nothing else: no script, no font, no style sheet. Pure. */
export function renderSvg(layout: Layout, { styled = true }: SvgOptions = {}): string {
  const legend = legendOf(layout);
  const width = Math.max(layout.width, legend.width, 240);
  const height = layout.height + legend.height;
  const classes = `g-drawing${layout.graph.compared ? ' g-compared' : ''}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="${classes}" role="img">`,
    `<title>${xml(pictureTitle(layout.graph))}</title>`,
    `<desc>${xml(describe(layout.graph))}</desc>`,
    ...(styled ? [`<style>${drawingStyle()}</style>`] : []),
    `<rect class="g-paper" width="${width}" height="${height}"/>`,
    ...layout.boxes.map(boxSvg),
    ...layout.edges.map((edge) => edgeSvg(edge)),
    ...layout.edges.map(labelSvg),
    ...(layout.boxes.length === 0 ? [emptySvg()] : []),
    ...legendSvg(legend, layout.height),
    '</svg>',
    '',
  ]
    .filter((line, at, all) => line !== '' || at === all.length - 1)
    .join('\n');
}

function markClass(mark: Mark): string {
  return mark === null ? '' : ` g-${mark}`;
}

function dataMark(mark: Mark): string {
  return mark === null ? '' : ` data-mark="${mark}"`;
}

function boxSvg(placed: PlacedBox): string {
  const { box, x, y, width, height } = placed;
  const radius = { vpc: 10, subnet: 7, instance: 5, uplink: 18, host: 7 }[box.kind];
  const rect = `<rect class="g-body" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}"/>`;
  const data = `data-kind="${box.kind}" data-id="${xml(box.id)}" data-detail="${box.detail}"${dataMark(box.mark)}`;
  return [
    `<g class="g-box ${boxClass(box)}${markClass(box.mark)}" ${data}><title>${xml(boxTitle(box))}</title>${rect}`,
    ...placed.signs.map(({ sign, x, y }) => signMark(sign, { x, y })),
    ...placed.texts.map((text, at) => textSvg(text, at === 0)),
    ...placed.inside.map((each) => boxSvg(each)),
    '</g>',
  ].join('');
}

function boxClass({ kind }: ShownBox): string {
  return kind === 'uplink' ? 'g-uplink-box' : `g-${kind}`;
}

function textSvg({ text, style, anchor, width, mark, x, y }: PlacedText, isName: boolean): string {
  const anchored = anchor === 'end' ? ' text-anchor="end"' : '';
  const classes = `g-${style}${isName ? ' g-own' : ''}${markClass(mark)}`;
  const element = `<text class="${classes}" x="${n(x)}" y="${n(y)}"${anchored}>${xml(text)}</text>`;
  if (style !== 'pill') return element;
  const left = anchor === 'end' ? x - width + 7 : x - 7;
  return `<rect class="g-frame" x="${n(left)}" y="${n(y - 11.5)}" width="${n(width)}" height="15.5" rx="7.75"/>${element}`;
}

function edgeSvg({ edge, points }: PlacedEdge): string {
  const classes = `g-edge g-${kindClass(edge.kind)}${markClass(edge.mark)}`;
  const ends = `data-from="${xml(edge.from)}" data-to="${xml(edge.to)}"`;
  const data = `data-kind="${xml(edge.kind)}" data-id="${xml(edge.id)}" ${ends}${dataMark(edge.mark)}`;
  return [
    `<g class="${classes}" ${data}><title>${xml(edgeTitle(edge))}</title>`,
    `<path d="${edgePath(points)}"/>`,
    edge.directed ? arrow(points) : '',
    '</g>',
  ].join('');
}

/** Labels lie above all edges, on the paper. */
function labelSvg({ edge, label }: PlacedEdge): string {
  if (label === null) return '';
  const { x, y, width, height, text } = label;
  const sign = edge.mark === null ? '' : `${SIGNS[edge.mark]} `;
  const middle = `x="${n(x + width / 2)}" y="${n(y + height / 2 + 4)}" text-anchor="middle"`;
  return [
    `<rect class="g-halo" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="3"/>`,
    `<text class="g-label${markClass(edge.mark)}" ${middle}>${xml(sign + text)}</text>`,
  ].join('');
}

function emptySvg(): string {
  const middle = 'x="120" text-anchor="middle"';
  return [
    `<text class="g-name" ${middle} y="30">no VPC yet</text>`,
    `<text class="g-quiet" ${middle} y="48">vpcctl create-vpc …</text>`,
  ].join('');
}

function legendSvg({ entries }: Legend, top: number): string[] {
  if (entries.length === 0) return [];
  const drawn = entries.map(({ x, y: row, text, sample }) => {
    const y = top + row;
    const words = `<text class="g-quiet" x="${n(x + 34)}" y="${n(y + 4)}">${xml(text)}</text>`;
    if (sample.type === 'sign') return signMark(sample.sign, { x: x + 16, y }) + words;
    if (sample.type === 'mark') {
      const sign = `<text class="g-name" x="${n(x + 16)}" y="${n(y + 4.5)}" text-anchor="middle">${SIGNS[sample.mark]}</text>`;
      const frame = `<rect class="g-body" x="${n(x + 4)}" y="${n(y - 9)}" width="24" height="18" rx="4"/>`;
      return `<g class="g-box g-subnet g-${sample.mark}">${frame}${sign}</g>${words}`;
    }
    const line = edgePath([
      { x, y },
      { x: x + 28, y },
    ]);
    return `<g class="g-edge g-${kindClass(sample.kind)}"><path d="${line}"/></g>${words}`;
  });
  return [`<g class="g-legend" data-kind="legend">${drawn.join('')}</g>`];
}
