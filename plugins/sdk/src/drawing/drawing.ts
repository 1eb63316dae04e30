/**
 * A line of text that a feature adds to a box of the drawing, `vpcctl graph`: the limits of a
 * workload, for example.
 */
export interface DrawnNote {
  /** `VPC`, `VPC/SUBNET` or `VPC/SUBNET/INSTANCE`. A note of a place that is not there is dropped. */
  readonly place: string;
  /** At most a few words: `in 1mbit`. It is escaped where it is drawn. */
  readonly text: string;
}

/** An edge that a feature adds to the drawing: a port forward, for example. */
export interface DrawnEdge {
  /** What it is, in a word: `forward`. Edges of one kind look alike, and the legend has the word. */
  readonly kind: string;
  /** Unique among the feature's edges; the same edge has it before and after a change. */
  readonly id: string;
  /** Where it begins: the host, or a place as {@link DrawnNote} has it. */
  readonly from: 'host' | { readonly place: string };
  /** Where it ends: a place. An edge to a place that is not there is dropped. */
  readonly to: { readonly place: string };
  /** At most a few words: `8080 → 80/tcp`. It is escaped where it is drawn. */
  readonly label: string;
}

/** What a feature adds to the drawing of a state. */
export interface DrawnParts {
  /** Lines of text in boxes. */
  readonly notes: readonly DrawnNote[];
  /** Edges between boxes, or from the host to one. */
  readonly edges: readonly DrawnEdge[];
}
