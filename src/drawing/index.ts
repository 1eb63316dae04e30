/** The drawing of a network: its layout, and the formats it is written in. */
import type { State } from '@vpcctl/sdk';
import {
  compareGraphs,
  type FeatureParts,
  type Graph,
  graphOf,
  type Selection,
  type ShownGraph,
  shownGraph,
} from '../model/graph/index.js';
import { layOut } from './layout/layout.js';
import { renderSvg, type SvgOptions } from './svg/svg.js';

export type { ShownGraph } from '../model/graph/index.js';

export { renderDot } from './formats/dot.js';
export { plain } from './formats/escape.js';
export { renderMermaid } from './formats/mermaid.js';
export { endText } from './formats/words.js';
export { SIGNS } from './layout/arrange.js';
export { layOut } from './layout/layout.js';
export { drawingStyle } from './svg/style.js';
export { renderSvg, type SvgOptions as PictureOptions } from './svg/svg.js';

/** A state to draw, with what features add to its drawing. */
export interface Drawn {
  readonly state: State;
  readonly parts?: readonly FeatureParts[] | undefined;
}

export interface DrawingOptions extends Omit<Selection, 'compared'>, SvgOptions {
  /** The state to compare it with: what came since, went and changed is marked. */
  readonly before?: Drawn | undefined;
}

/** A picture, and what it shows. */
export interface Drawing {
  readonly svg: string;
  readonly graph: ShownGraph;
}

/** The graph that a picture of a state shows. Pure. */
export function shownOf({ state, parts }: Drawn, options: DrawingOptions = {}): ShownGraph {
  const { before, ...selection } = options;
  const now: Graph = graphOf(state, parts);
  if (before === undefined) return shownGraph(now, selection);
  const was = graphOf(before.state, before.parts);
  return shownGraph(compareGraphs(was, now), { ...selection, compared: true });
}

/**
 * Draws a state as SVG. The same state gives the same bytes. All text in it is escaped.
 * Its boxes have `data-id` (`vpc1/web/c1`), `data-kind`, `data-detail` and `data-mark`; its edges
 * also have `data-from` and `data-to`.
 */
export async function drawing(drawn: Drawn, options: DrawingOptions = {}): Promise<Drawing> {
  const graph = shownOf(drawn, options);
  return { svg: await pictureOf(graph, options), graph };
}

/** Draws a graph as SVG, as {@link drawing} does. The graph is plain data. */
export async function pictureOf(graph: ShownGraph, options: SvgOptions = {}): Promise<string> {
  return renderSvg(await layOut(graph), options);
}
