import type { Edge, ShownBox, ShownGraph } from '../../model/graph/index.js';

/** Pixels, from the upper left corner of the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a text looks. `name` is the largest, `mono` is for addresses, `pill` has a frame. */
export type TextStyle = 'title' | 'name' | 'line' | 'mono' | 'quiet' | 'pill';

/** A text in a box: its baseline's beginning, or its end with the anchor `end`. */
export interface PlacedText extends Point {
  readonly text: string;
  readonly style: TextStyle;
  readonly anchor: 'start' | 'end';
  /** With the frame of a pill. */
  readonly width: number;
  /** Whether it was there only before, or is there only now. */
  readonly mark: 'added' | 'removed' | null;
}

/** A small sign in a box of one line: whether a subnet is public, and whether it has a policy. */
export interface PlacedSign extends Point {
  readonly sign: 'public' | 'private' | 'policy';
}

/** A box with its place in the picture. */
export interface PlacedBox extends Point, Size {
  readonly box: ShownBox;
  readonly texts: readonly PlacedText[];
  readonly signs: readonly PlacedSign[];
  readonly inside: readonly PlacedBox[];
}

/** An edge with its way, and the middle of its label. */
export interface PlacedEdge {
  readonly edge: Edge;
  readonly points: readonly Point[];
  readonly label: (Point & Size & { readonly text: string }) | null;
}

/** A picture: all that has a place in it. */
export interface Layout extends Size {
  readonly graph: ShownGraph;
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
}

/** The same box, elsewhere. */
export function moved(box: PlacedBox, by: Point): PlacedBox {
  const shift = <T extends Point>(each: T): T => ({ ...each, x: each.x + by.x, y: each.y + by.y });
  return {
    ...shift(box),
    texts: box.texts.map(shift),
    signs: box.signs.map(shift),
    inside: box.inside.map((each) => moved(each, by)),
  };
}

/** Boxes and all that are inside of them. */
export function allPlaced(boxes: readonly PlacedBox[]): PlacedBox[] {
  return boxes.flatMap((box) => [box, ...allPlaced(box.inside)]);
}
