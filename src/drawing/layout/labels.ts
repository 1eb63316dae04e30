import type { Edge, ShownGraph } from '../../model/graph/index.js';
import { cut } from './measure.js';

export const LABEL_SIZE = 11;

const WIDEST = 240;

/** In a picture with more edges than this the legend says what they are, and not each of them. */
const MOST_NAMED = 8;

const WORDS: Readonly<Record<string, string>> = {
  peering: 'peering',
  uplink: 'NAT to the internet',
  forward: 'port forward',
};

/** What edges of a kind are, in words. Kinds of plugins are their own words. */
export function kindWords(kind: string): string {
  return Object.hasOwn(WORDS, kind) ? (WORDS[kind] ?? kind) : kind;
}

/** The label of an edge in the picture. Pure. */
export function edgeLabel({ kind, label, mark }: Edge, { edges }: ShownGraph): string {
  if (label !== '') return cut(label, WIDEST, LABEL_SIZE, 'sans');
  // A mark has a sign, which stands before a word.
  if (edges.length > MOST_NAMED && mark === null) return '';
  return kind === 'uplink' ? 'NAT' : kindWords(kind);
}

/** The kinds of edges that only the legend can tell: an edge of that kind has no label. */
export function unnamedKinds(graph: ShownGraph): string[] {
  const unnamed = graph.edges.filter((edge) => edgeLabel(edge, graph) === '');
  return [...new Set(unnamed.map(({ kind }) => kind))];
}

/** The kind as a class of the style sheet, which has one for all kinds that only plugins know. */
export function kindClass(kind: string): string {
  return Object.hasOwn(WORDS, kind) ? kind : 'other';
}
