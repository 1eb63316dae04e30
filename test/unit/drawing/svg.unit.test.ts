import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawing, drawingStyle, layOut, renderSvg } from '../../../src/drawing/index.js';
import { allBoxes, type ShownGraph, shownGraph } from '../../../src/model/graph/index.js';
import { given, TUTORIAL } from '../../support/features/given.js';
import { anyGraph } from '../../support/graph/arbitrary.js';
import { elementsOf } from '../../support/graph/parse.js';

const shown = anyGraph.map((graph): ShownGraph => shownGraph(graph, { compared: true }));
const svgOf = async (graph: ShownGraph) => renderSvg(await layOut(graph));

/** The elements that scripts, other files or the style of a page would come by. */
const KNOWN = ['svg', 'title', 'desc', 'style', 'rect', 'g', 'text', 'path', 'circle'];

describe('a picture', () => {
  it('is well-formed, has each box and edge once, and none but plain shapes', async () => {
    await fc.assert(
      fc.asyncProperty(shown, async (graph) => {
        const elements = elementsOf(await svgOf(graph));
        const ids = elements.flatMap(({ attributes }) => attributes['data-id'] ?? []);
        const own = [...allBoxes(graph.boxes), ...graph.edges].map(({ id }) => id);
        expect(ids.toSorted()).toEqual(own.toSorted());
        expect(elements.filter(({ name }) => !KNOWN.includes(name))).toEqual([]);
        const names = new Set(elements.flatMap(({ attributes }) => Object.keys(attributes)));
        expect([...names].filter((name) => /^(on|style$|href|xlink)/.test(name))).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it('is the same for the same state, byte for byte', async () => {
    const draw = async () => (await drawing({ state: given(...TUTORIAL).state })).svg;
    expect(await draw()).toBe(await draw());
    await fc.assert(
      fc.asyncProperty(shown, async (graph) => {
        expect(await svgOf(graph)).toBe(await svgOf(structuredClone(graph)));
      }),
      { numRuns: 3 },
    );
  });

  it('says what it shows to people who do not see it', async () => {
    const { svg } = await drawing({ state: given(...TUTORIAL).state });
    const [, title, desc] = elementsOf(svg);
    expect(title).toMatchObject({
      name: 'title',
      text: 'The network: 2 VPCs, 3 subnets, 1 peering',
    });
    expect(desc?.text).toContain('VPC vpc1, 10.0.0.0/16, with public, private.');
    expect(desc?.text).toContain('peering: vpc1 to vpc2.');
  });

  it('has its style with it, or in a file that a page serves', async () => {
    const state = given(...TUTORIAL).state;
    expect((await drawing({ state })).svg).toContain('prefers-color-scheme:dark');
    const bare = (await drawing({ state }, { styled: false })).svg;
    expect(bare).not.toContain('style');
    const classes = elementsOf(bare).flatMap(
      ({ attributes }) => attributes['class']?.split(' ') ?? [],
    );
    const styled = drawingStyle();
    const unknown = new Set(classes.filter((name) => !styled.includes(`.${name}`)));
    expect([...unknown].toSorted()).toEqual(
      ['g-legend', 'g-own'].filter((name) => unknown.has(name)),
    );
  });

  it('of nothing says so', async () => {
    const { svg } = await drawing({ state: {} });
    expect(elementsOf(svg).map(({ text }) => text)).toContain('no VPC yet');
  });

  it('marks what changed by signs and dashes, and explains these only then', async () => {
    const [before, after] = [given(...TUTORIAL.slice(0, 5)).state, given(...TUTORIAL).state];
    const textsOf = (svg: string) => elementsOf(svg).map(({ text }) => text);
    const texts = textsOf((await drawing({ state: after }, { before: { state: before } })).svg);
    expect(texts).toEqual(expect.arrayContaining(['+ peering', '~ public', 'added', 'changed']));
    expect(texts).not.toContain('removed');
    const back = textsOf((await drawing({ state: before }, { before: { state: after } })).svg);
    expect(back).toEqual(expect.arrayContaining(['− peering', '~ public', 'removed']));
    expect(textsOf((await drawing({ state: after })).svg)).not.toContain('added');
  });
});
