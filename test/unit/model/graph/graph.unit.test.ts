import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allBoxes,
  compareGraphs,
  type Graph,
  graphOf,
  type Mark,
  shownGraph,
} from '../../../../src/model/graph/index.js';
import { given, TUTORIAL } from '../../../support/features/given.js';
import { anyGraph } from '../../../support/graph/arbitrary.js';

const TUTORIAL_STATE = given(...TUTORIAL).state;

/** Without the marks that it may have. */
function bare(graph: Graph): Graph {
  const json = JSON.stringify(graph, (key, value: unknown) => (key === 'mark' ? null : value));
  return JSON.parse(json) as Graph;
}

function marksOf({ boxes, edges }: Graph): Record<string, Mark> {
  const all = [...allBoxes(boxes), ...edges];
  return Object.fromEntries(
    all.filter(({ mark }) => mark !== null).map(({ id, mark }) => [id, mark]),
  );
}

describe('the graph of a state', () => {
  it('has its VPCs, subnets and instances, peerings, uplinks and policies in brief', () => {
    const { boxes, edges } = graphOf(TUTORIAL_STATE);
    const lines = allBoxes(boxes).map(({ id, facts }) =>
      [id, ...facts.map(({ text }) => text)].join(' | '),
    );
    expect(lines).toEqual([
      '@uplink/eth0 | by eth0',
      "@uplink/ | by the host's own route",
      'vpc1 | 10.0.0.0/16',
      'vpc1/public | 10.0.1.0/24 | public | 10.0.1.1 | in tcp 8080, not tcp 22, tcp 443 | out open',
      'vpc1/private | 10.0.2.0/24 | private | 10.0.2.1',
      'vpc2 | 172.16.0.0/16',
      'vpc2/web | 172.16.1.0/24 | public | 172.16.1.1',
    ]);
    expect(edges.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).toEqual([
      'uplink vpc1 @uplink/eth0',
      'uplink vpc2 @uplink/',
      'peering vpc1 vpc2',
    ]);
  });

  it('has what features add, where its place is there', () => {
    const edge = { kind: 'forward', id: 'tcp/80', from: 'host', label: '80/tcp' } as const;
    const { boxes, edges } = graphOf(TUTORIAL_STATE, [
      {
        feature: 'mine',
        notes: [
          { place: 'vpc1/public', text: 'slow' },
          { place: 'vpc9', text: 'nowhere' },
        ],
        edges: [
          { ...edge, to: { place: 'vpc2/web' } },
          { ...edge, to: { place: 'vpc2/gone' } },
        ],
      },
    ]);
    expect(JSON.stringify(boxes)).toContain('slow');
    expect(JSON.stringify(boxes)).not.toContain('nowhere');
    const forwards = edges.filter(({ kind }) => kind === 'forward');
    expect(forwards).toMatchObject([{ id: 'mine tcp/80', from: '@host', to: 'vpc2/web' }]);
  });
});

describe('two graphs compared', () => {
  it('have marks at what differs, and at nothing else', () => {
    const before = graphOf(given(...TUTORIAL.slice(0, 5)).state);
    const after = graphOf(TUTORIAL_STATE);
    expect(marksOf(compareGraphs(before, after))).toEqual({
      'peering vpc1/vpc2': 'added',
      'vpc1/public': 'changed',
    });
    expect(marksOf(compareGraphs(after, before))).toEqual({
      'peering vpc1/vpc2': 'removed',
      'vpc1/public': 'changed',
    });
  });

  it('have no marks where they are equal, and opposite ones the other way round', () => {
    fc.assert(
      fc.property(anyGraph.map(bare), anyGraph.map(bare), (one, other) => {
        expect(marksOf(compareGraphs(one, one))).toEqual({});
        const opposite = { added: 'removed', removed: 'added', changed: 'changed' } as const;
        const there = Object.entries(marksOf(compareGraphs(one, other)));
        const turned = there.map(([id, mark]) => [id, mark === null ? null : opposite[mark]]);
        expect(Object.fromEntries(turned)).toEqual(marksOf(compareGraphs(other, one)));
      }),
    );
  });

  it('have all that either has, once', () => {
    fc.assert(
      fc.property(anyGraph.map(bare), anyGraph.map(bare), (one, other) => {
        const both = compareGraphs(one, other);
        const idsOf = (graph: Graph) =>
          [...allBoxes(graph.boxes), ...graph.edges].map(({ id }) => id);
        const expected = new Set([...idsOf(one), ...idsOf(other)]);
        expect(idsOf(both).toSorted()).toEqual([...expected].toSorted());
      }),
    );
  });
});

/** A graph of VPCs with as many subnets and instances each. */
function large(vpcs: number, subnets: number, instances: number): Graph {
  const own = { facts: [], mark: null };
  const times = <T>(count: number, make: (at: number) => T) =>
    Array.from({ length: count }, (_, at) => make(at));
  const boxes = times(vpcs, (v) => ({
    ...own,
    ...{ id: `v${v}`, kind: 'vpc' as const, name: `v${v}` },
    inside: times(subnets, (s) => ({
      ...own,
      ...{ id: `v${v}/s${s}`, kind: 'subnet' as const, name: `s${s}` },
      inside: times(instances, (i) => ({
        ...own,
        ...{ id: `v${v}/s${s}/i${i}`, kind: 'instance' as const, name: `i${i}`, inside: [] },
      })),
    })),
  }));
  return { boxes, edges: [] };
}

describe('what is drawn', () => {
  it('becomes less with size: all, then a line for each subnet, then their number', () => {
    const detailOf = (graph: Graph) => shownGraph(graph).boxes[0];
    expect(detailOf(large(3, 2, 2))).toMatchObject({ detail: 'full', hidden: null });
    const brief = detailOf(large(20, 10, 3));
    expect(brief).toMatchObject({ detail: 'brief', hidden: null });
    expect(brief?.inside[0]).toMatchObject({ inside: [], hidden: '3 instances' });
    const closed = detailOf(large(20, 50, 1));
    expect(closed).toMatchObject({
      detail: 'closed',
      inside: [],
      hidden: '50 subnets, 50 instances',
    });
  });

  it('is all of a VPC that is named, with its neighbours closed, and without the rest', () => {
    const graph = large(20, 10, 1);
    const edge = {
      id: 'e',
      kind: 'peering',
      from: 'v1',
      to: 'v2',
      label: '',
      directed: false,
      mark: null,
    };
    const { boxes, edges } = shownGraph({ ...graph, edges: [edge] }, { vpcs: ['v1'] });
    expect(boxes.map(({ id, detail }) => [id, detail])).toEqual([
      ['v1', 'full'],
      ['v2', 'closed'],
    ]);
    expect(edges).toHaveLength(1);
  });

  it('and what is counted are all that there is, and no mark is lost', () => {
    const some = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 }), fc.nat({ max: 12 }));
    fc.assert(
      fc.property(some, (sizes) => {
        const graph = large(...sizes);
        const { boxes } = shownGraph(graph);
        const drawn = allBoxes(boxes);
        const counts = JSON.stringify(boxes).matchAll(/"hidden":"([^"]+)"/g);
        const hidden = [...counts].flatMap(([, text = '']) => text.match(/\d+/g) ?? []).map(Number);
        const sum = hidden.reduce((a, b) => a + b, drawn.length);
        expect(sum).toBe(allBoxes(graph.boxes).length);
      }),
      { numRuns: 30 },
    );
    const [first, ...rest] = large(20, 50, 0).boxes;
    if (first === undefined) throw new Error('there are 20');
    const inside = first.inside.map((box, at) =>
      at === 49 ? { ...box, mark: 'added' as const } : box,
    );
    const { boxes } = shownGraph(
      { boxes: [{ ...first, inside }, ...rest], edges: [] },
      { compared: true },
    );
    expect(boxes[0]?.inside.map(({ id }) => id)).toContain('v0/s49');
  });

  it('has edges whose ends are drawn, however much is folded', () => {
    fc.assert(
      fc.property(anyGraph, fc.boolean(), (graph, isClosed) => {
        const closed = isClosed ? graph.boxes.map(({ id }) => id) : [];
        const { boxes, edges } = shownGraph(graph, { closed });
        const ids = new Set(allBoxes(boxes).map(({ id }) => id));
        for (const { from, to } of edges) expect([from, to].every((id) => ids.has(id))).toBe(true);
      }),
    );
  });

  it('has no edges to an uplink that very many VPCs have: each says so itself', () => {
    const graph = large(8, 1, 0);
    const uplink = {
      id: '@uplink/eth0',
      kind: 'uplink',
      name: 'internet',
      facts: [],
      inside: [],
      mark: null,
    } as const;
    const edges = graph.boxes.map(({ id }) => ({
      ...{ id: `uplink ${id}`, kind: 'uplink', from: id, to: uplink.id },
      ...{ label: '', directed: true, mark: null },
    }));
    const { boxes, edges: drawn } = shownGraph({ boxes: [uplink, ...graph.boxes], edges });
    expect(drawn).toEqual([]);
    expect(boxes.map(({ kind }) => kind)).not.toContain('uplink');
    expect(boxes.every(({ facts }) => facts.some(({ text }) => text === 'internet'))).toBe(true);
  });
});
