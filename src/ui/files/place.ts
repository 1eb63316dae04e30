import type { Path } from '../../model/topology/index.js';

/** A document of a text: its value, and the places of the parts of it. */
export interface TextDocument {
  readonly value: unknown;
  /** The offset of the value at `path`, or of the innermost part that contains its place. */
  offsetOf(path: Path): number;
}

/** What is wrong with a text that is no document. */
export interface TextFault {
  readonly offset: number;
  readonly what: string;
}

/** The most maps and lists inside each other in a file: parsers call themselves for each. */
export const DEEPEST = 64;
export const TOO_DEEP = `more than ${DEEPEST} lists or maps are inside each other`;

/** A document of a text: its value, and the places of the parts of it. */
export interface TextDocument {
  readonly value: unknown;
  /** The offset of the value at `path`, or of the innermost part that contains its place. */
  offsetOf(path: Path): number;
}

/** What is wrong with a text that is no document. */
export interface TextFault {
  readonly offset: number;
  readonly what: string;
}

/** A part of a text that was parsed. */
export interface Place {
  /** Where it begins: at its key where it has one. */
  readonly offset: number;
  /** The parts of it, by key or index. */
  readonly parts: () => ReadonlyMap<string, Place>;
}

/** A place without parts. */
export const NO_PARTS: Place['parts'] = () => new Map();

/** The offset of the part at `path`, or of the innermost part that contains its place. */
export function offsetIn(root: Place, path: Path): number {
  let place = root;
  for (const segment of path) {
    const next = place.parts().get(String(segment));
    if (next === undefined) break;
    place = next;
  }
  return place.offset;
}
