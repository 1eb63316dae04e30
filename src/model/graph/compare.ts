import type { Box, Edge, Fact, Graph, Mark } from './graph.js';

/**
 * One graph of two: what only the second has is marked as added, what only the first has as
 * removed, and what both have with other facts or another label as changed. Pure. A box is not
 * changed by what is inside of it: that has marks of its own.
 */
export function compareGraphs(before: Graph, after: Graph): Graph {
  return {
    boxes: merged(before.boxes, after.boxes, mergedBox, markedBox),
    edges: merged(before.edges, after.edges, mergedEdge, (edge, mark) => ({ ...edge, mark })),
  };
}

/** What both lists have, in the order of the second; what was removed comes behind. */
function merged<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  both: (was: T, is: T) => T,
  marked: (one: T, mark: Mark) => T,
): T[] {
  const was = new Map(before.map((each) => [each.id, each]));
  const is = new Set(after.map(({ id }) => id));
  return [
    ...after.map((each) => {
      const old = was.get(each.id);
      return old === undefined ? marked(each, 'added') : both(old, each);
    }),
    ...before.filter(({ id }) => !is.has(id)).map((each) => marked(each, 'removed')),
  ];
}

function markedBox(box: Box, mark: Mark): Box {
  return { ...box, inside: box.inside.map((each) => markedBox(each, mark)), mark };
}

function mergedBox(was: Box, is: Box): Box {
  const facts = mergedFacts(was.facts, is.facts);
  return {
    ...is,
    facts,
    inside: merged(was.inside, is.inside, mergedBox, markedBox),
    mark: facts.some(({ mark }) => mark !== null) ? 'changed' : null,
  };
}

function mergedEdge(was: Edge, is: Edge): Edge {
  const same = was.label === is.label && was.from === is.from && was.to === is.to;
  return same
    ? is
    : {
        ...is,
        mark: 'changed',
        label: was.label === is.label ? is.label : `${was.label} ⇒ ${is.label}`,
      };
}

/** A fact that was replaced stands before the one in its place. */
function mergedFacts(was: readonly Fact[], is: readonly Fact[]): Fact[] {
  const has = (facts: readonly Fact[], fact: Fact) =>
    facts.some(({ kind, text }) => kind === fact.kind && text === fact.text);
  const gone = was.filter((fact) => !has(is, fact));
  const kinds = new Set(is.map(({ kind }) => kind));
  const removed = (facts: readonly Fact[]) =>
    facts.map((fact): Fact => ({ ...fact, mark: 'removed' }));
  const seen = new Set<Fact['kind']>();
  return [
    ...is.flatMap((fact) => {
      const replaced = seen.has(fact.kind) ? [] : gone.filter(({ kind }) => kind === fact.kind);
      seen.add(fact.kind);
      return [...removed(replaced), has(was, fact) ? fact : { ...fact, mark: 'added' as const }];
    }),
    ...removed(gone.filter(({ kind }) => !kinds.has(kind))),
  ];
}
