import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDot, renderMermaid } from '../../../src/drawing/index.js';
import { allBoxes, graphOf, type ShownGraph, shownGraph } from '../../../src/model/graph/index.js';
import { renderText } from '../../../src/ui/drawing/text.js';
import { given, TUTORIAL } from '../../support/features/given.js';
import { anyGraph } from '../../support/graph/arbitrary.js';

const shown = anyGraph.map((graph): ShownGraph => shownGraph(graph));
const TUTORIAL_GRAPH = shownGraph(graphOf(given(...TUTORIAL).state));

/** All lines that a flowchart may have: no text of a name can make another one. */
const MERMAID = [
  /^flowchart LR$/,
  /^ *(subgraph )?n\d+(\(\[|\[|\()?("[^"`<>\\]*(<br\/>[^"`<>\\]*)*")(\]\)|\]|\))?$/,
  /^ *end$/,
  /^ *class n\d+ (added|removed|changed)$/,
  /^ *classDef (added|removed|changed) [\w:#,; -]+$/,
  /^ {2}n\d+ (-->|---|-\.->|-\.-)(\|"[^"`<>\\]*"\|)? n\d+$/,
];

const STRING = '"(?:[^"\\\\\\n]|\\\\.)*"';
const DOT = [
  /^digraph network \{$/,
  /^ {2}(graph|node|edge) \[[\w ="/,.]+\]$/,
  new RegExp(`^ *n\\d+ \\[label=${STRING}[\\w ,="#]*\\]$`),
  /^ *subgraph cluster_n\d+ \{$/,
  new RegExp(`^ *label=${STRING}(; color="#\\w+")?$`),
  new RegExp(`^ {2}n\\d+ -> n\\d+ \\[label=${STRING}[\\w ,="#]*\\]$`),
  /^ *\}$/,
];

function unknownLines(text: string, known: readonly RegExp[]): string[] {
  return text.split('\n').filter((line) => line !== '' && !known.some((each) => each.test(line)));
}

describe('mermaid', () => {
  it('has a node for each box and a line for each edge, whatever they are called', () => {
    fc.assert(
      fc.property(shown, (graph) => {
        const text = renderMermaid(graph);
        expect(unknownLines(text, MERMAID)).toEqual([]);
        const nodes = text.match(/^ *(subgraph )?n\d+[([]/gm) ?? [];
        expect(nodes).toHaveLength(allBoxes(graph.boxes).length);
        expect(text.match(/^ {2}n\d+ -/gm) ?? []).toHaveLength(graph.edges.length);
      }),
    );
  });

  it('says what the tutorial builds', () => {
    expect(renderMermaid(TUTORIAL_GRAPH)).toMatchInlineSnapshot(`
      "flowchart LR
        n1(["internet<br/>by eth0"])
        n2(["internet<br/>by the host#39;s own route"])
        subgraph n3["vpc1<br/>10.0.0.0/16"]
          n4["public<br/>10.0.1.0/24<br/>public<br/>10.0.1.1<br/>in tcp 8080, not tcp 22, tcp 443<br/>out open"]
          n5["private<br/>10.0.2.0/24<br/>private<br/>10.0.2.1"]
        end
        subgraph n6["vpc2<br/>172.16.0.0/16"]
          n7["web<br/>172.16.1.0/24<br/>public<br/>172.16.1.1"]
        end
        n3 -.->|"NAT"| n1
        n6 -.->|"NAT"| n2
        n3 ---|"peering"| n6
      "
    `);
  });
});

describe('dot', () => {
  it('has a node for each box and a line for each edge, whatever they are called', () => {
    fc.assert(
      fc.property(shown, (graph) => {
        const text = renderDot(graph);
        expect(unknownLines(text, DOT)).toEqual([]);
        expect(text.match(/^ *n\d+ \[/gm) ?? []).toHaveLength(allBoxes(graph.boxes).length);
        expect(text.match(/^ {2}n\d+ -> /gm) ?? []).toHaveLength(graph.edges.length);
        expect(text.match(/\{$/gm)).toHaveLength(text.match(/^ *\}$/gm)?.length ?? 0);
      }),
    );
  });

  it('says what the tutorial builds', () => {
    expect(renderDot(TUTORIAL_GRAPH)).toMatchInlineSnapshot(`
      "digraph network {
        graph [rankdir=LR, compound=true, fontname="Helvetica", fontsize=12]
        node [shape=box, style=rounded, fontname="Helvetica", fontsize=11]
        edge [fontname="Helvetica", fontsize=10]
        n1 [label="internet\\nby eth0", shape=ellipse]
        n2 [label="internet\\nby the host's own route", shape=ellipse]
        subgraph cluster_n3 {
          label="vpc1"
          n3 [label="vpc1\\n10.0.0.0/16"]
          n4 [label="public\\n10.0.1.0/24\\npublic\\n10.0.1.1\\nin tcp 8080, not tcp 22, tcp 443\\nout open"]
          n5 [label="private\\n10.0.2.0/24\\nprivate\\n10.0.2.1"]
        }
        subgraph cluster_n6 {
          label="vpc2"
          n6 [label="vpc2\\n172.16.0.0/16"]
          n7 [label="web\\n172.16.1.0/24\\npublic\\n172.16.1.1"]
        }
        n3 -> n1 [label="NAT", style=dashed]
        n6 -> n2 [label="NAT", style=dashed]
        n3 -> n6 [label="peering", dir=none]
      }
      "
    `);
  });
});

describe('text', () => {
  it('controls no terminal, and has a line for each box', () => {
    fc.assert(
      fc.property(shown, (graph) => {
        const text = renderText(graph);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
        const vpcs = allBoxes(graph.boxes.filter(({ kind }) => kind === 'vpc'));
        if (vpcs.length > 0) expect(text.split('\n').length).toBeGreaterThanOrEqual(vpcs.length);
      }),
    );
  });

  it('says what the tutorial builds', () => {
    expect(renderText(TUTORIAL_GRAPH)).toMatchInlineSnapshot(`
      "vpc1  10.0.0.0/16
      ├─ public  10.0.1.0/24  public  10.0.1.1  in tcp 8080, not tcp 22, tcp 443  out open
      └─ private  10.0.2.0/24  private  10.0.2.1
      vpc2  172.16.0.0/16
      └─ web  172.16.1.0/24  public  172.16.1.1

      uplink   vpc1 → internet by eth0
      uplink   vpc2 → internet
      peering  vpc1 ↔ vpc2"
    `);
  });
});
