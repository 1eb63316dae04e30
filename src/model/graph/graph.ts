/** What became of a part of a drawing between two points of the history; null: nothing. */
export type Mark = 'added' | 'removed' | 'changed' | null;

/** A line of text in a box, by what it is about. */
export interface Fact {
  readonly kind:
    | 'network'
    | 'address'
    | 'type'
    | 'ingress'
    | 'egress'
    | 'uplink'
    | 'note'
    | 'label';
  readonly text: string;
  readonly mark: Mark;
}

/** What a box stands for. `uplink` and `host` are outside of all VPCs. */
export type BoxKind = 'vpc' | 'subnet' | 'instance' | 'uplink' | 'host';

/** A VPC, subnet, instance, or what is outside of them. A subnet also stands for its own workload. */
export interface Box {
  /** As commands name it: `vpc1/web/c1`. Uplinks and the host begin with `@`, as no name does. */
  readonly id: string;
  readonly kind: BoxKind;
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly inside: readonly Box[];
  readonly mark: Mark;
}

/** A connection between two boxes, by their ids. */
export interface Edge {
  readonly id: string;
  /** `peering`, `uplink`, or a plugin's: `forward`. */
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  /** In a few words; may be empty. */
  readonly label: string;
  /** Whether it has a direction: a peering has none. */
  readonly directed: boolean;
  readonly mark: Mark;
}

/** The network as a drawing shows it: the boxes at the top, with others inside, and the edges. */
export interface Graph {
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
}

/** How much of a VPC is drawn: all; subnets in a line each; or how many there are. */
export type Detail = 'full' | 'brief' | 'closed';

/** A box as it is drawn. */
export interface ShownBox extends Box {
  readonly inside: readonly ShownBox[];
  readonly detail: Detail;
  /** What is inside and not drawn, in words: `12 subnets, 30 instances`; null: nothing. */
  readonly hidden: string | null;
}

/** A graph as it is drawn. */
export interface ShownGraph {
  readonly boxes: readonly ShownBox[];
  readonly edges: readonly Edge[];
  /** Whether it is one of two points: it has marks, or nothing differs. */
  readonly compared: boolean;
}

/** The id of the box of the host, which port forwards begin at. */
export const HOST = '@host';

/** The id of the box of an uplink: an interface, or null for those that the host itself uses. */
export function uplinkId(name: string | null): string {
  return `@uplink/${name ?? ''}`;
}

/** Boxes and all that are inside of them, from the outside in. */
export function allBoxes(boxes: readonly Box[]): Box[] {
  return boxes.flatMap((box) => [box, ...allBoxes(box.inside)]);
}
