import fc from 'fast-check';
import type { Box, Edge, Fact, Graph, Mark } from '../../../src/model/graph/index.js';

/** What markup, quotes and terminals might trip over, and what no font has a usual width for. */
const HOSTILE = [
  '</title><script>alert(1)</script>',
  '" onload="x',
  "it's & <b>bold</b> ]]>",
  '\u001b[31mred\u0007\u0000',
  'a\\N"; evil [label="x',
  '`md` #quot; %% end\nsubgraph x',
  '漢字と絵文字🙂',
  '\u202egnp.exe',
  `half ${'\ud800'} pair`,
  'W'.repeat(80),
];

export const anyText = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 12 }),
  fc.constantFrom('web', '10.0.1.0/24', 'in tcp 8080'),
);

const mark = fc.constantFrom<Mark>(null, null, 'added', 'removed', 'changed');

const facts: fc.Arbitrary<Fact[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Fact['kind']>('network', 'type', 'address', 'ingress', 'note', 'label'),
    text: anyText,
    mark,
  }),
  { maxLength: 4 },
);

type Content = Pick<Box, 'name' | 'facts' | 'mark'>;
const content: fc.Arbitrary<Content> = fc.record({ name: anyText, facts, mark });

/** A box with others in it, by the number of each at its level. */
interface Tree extends Content {
  readonly inside: readonly Tree[];
}

const leaf: fc.Arbitrary<Tree> = content.map((own) => ({ ...own, inside: [] }));
const around = (inner: fc.Arbitrary<Tree>, maxLength: number): fc.Arbitrary<Tree> =>
  fc.record({ own: content, inside: fc.array(inner, { maxLength }) }).map(({ own, inside }) => ({
    ...own,
    inside,
  }));

const KINDS = ['vpc', 'subnet', 'instance'] as const;

function boxOf(tree: Tree, id: string, level: number): Box {
  return {
    ...tree,
    id,
    kind: KINDS[level] ?? 'instance',
    inside: tree.inside.map((each, at) => boxOf(each, `${id}/${at}`, level + 1)),
  };
}

function idsOf(boxes: readonly Box[]): string[] {
  return boxes.flatMap(({ id, inside }) => [id, ...idsOf(inside)]);
}

/** Any graph, with hostile texts, boxes of any number, and edges between any two VPCs or into them. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .record({
    vpcs: fc.array(around(around(leaf, 3), 4), { maxLength: 7 }),
    outside: fc.tuple(content, content),
    ends: fc.array(fc.record({ picks: fc.tuple(fc.nat(), fc.nat()), label: anyText, mark }), {
      maxLength: 9,
    }),
  })
  .map(({ vpcs, outside: [uplink, host], ends }) => {
    const boxes = vpcs.map((each, at) => boxOf(each, `v${at}`, 0));
    const outer: Box[] = [
      { ...uplink, id: '@uplink/eth0', kind: 'uplink', inside: [] },
      { ...host, id: '@host', kind: 'host', inside: [] },
    ];
    const edges = ends.flatMap(({ picks: [a, b], label, mark }, at): Edge[] => {
      const [one, other] = [boxes[a % boxes.length], boxes[b % boxes.length]];
      if (one === undefined || other === undefined) return [];
      const own = { id: `e${at}`, label, mark };
      const ids = idsOf([one]);
      const inner = ids[b % ids.length] ?? one.id;
      if (at % 3 === 0) {
        return [{ ...own, kind: 'uplink', from: one.id, to: '@uplink/eth0', directed: true }];
      }
      if (at % 3 === 1)
        return [{ ...own, kind: 'forward', from: '@host', to: inner, directed: true }];
      if (one === other) return [];
      return [{ ...own, kind: 'peering', from: one.id, to: other.id, directed: false }];
    });
    return { boxes: [...outer, ...boxes], edges };
  });
