import type { Json, JsonObject } from '@vpcctl/sdk';
import type { Origin, Path } from './file.js';

/** A value of the expanded document, and where it is from. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly origin: Origin;
  readonly value: string | number | boolean | null;
}

export interface ListNode {
  readonly kind: 'list';
  readonly origin: Origin;
  readonly items: Node[];
}

export interface MapNode {
  readonly kind: 'map';
  readonly origin: Origin;
  readonly entries: Map<string, Node>;
}

/** The map as plain data. */
export function mapToJson({ entries }: MapNode): JsonObject {
  return Object.fromEntries([...entries].map(([key, node]) => [key, toJson(node)]));
}

function toJson(node: Node): Json {
  if (node.kind === 'map') return mapToJson(node);
  return node.kind === 'list' ? node.items.map(toJson) : node.value;
}

/** Where the part at `path` is from, or the innermost part that contains it. */
export function originIn(root: Node, path: Path): Origin {
  let node = root;
  for (const segment of path) {
    const next = partOf(node, segment);
    if (next === undefined) break;
    node = next;
  }
  return node.origin;
}

function partOf(node: Node, segment: string | number): Node | undefined {
  if (node.kind === 'map') return node.entries.get(String(segment));
  return node.kind === 'list' ? node.items[Number(segment)] : undefined;
}
