/** The network as a drawing shows it: boxes and edges, without places. */
export { type FeatureParts, graphOf } from './build.js';
export { compareGraphs } from './compare.js';
export {
  allBoxes,
  type Box,
  type BoxKind,
  type Detail,
  type Edge,
  type Fact,
  type Graph,
  HOST,
  type Mark,
  type ShownBox,
  type ShownGraph,
} from './graph.js';
export { type Selection, shownGraph, topOf } from './shown.js';
