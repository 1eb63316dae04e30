import type { JsonObject } from '@vpcctl/sdk';

/** The keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A topology file as its text was parsed. Several YAML documents of one file are several files. */
export interface TopologyFile {
  /** Names the file in messages. */
  readonly name: string;
  /** What the file holds. Nothing is expected of it: it may even contain itself. */
  readonly value: unknown;
  /** The place of the part at `path` in words: `shop.yaml:3:5`. Without it the path is named. */
  placeOf?(path: Path): string;
}

/** A place in the files: the index of the file, and a path in that. */
export interface Origin {
  readonly file: number;
  readonly path: Path;
}

/** One thing that is wrong in the files, and where. */
export interface TopologyIssue {
  readonly origin: Origin;
  readonly message: string;
}

/** Topology files with ranges and expressions carried out, merged. */
export interface Expanded {
  readonly name: string | null;
  /** The merged files without `name`, `vars` and `$schema`. It means nothing where there are issues. */
  readonly document: JsonObject;
  /** Where the part at `path` of the document is from, or the innermost part that contains it. */
  originOf(path: Path): Origin;
  readonly issues: readonly TopologyIssue[];
}

/** How much a topology may stand for, so that no file takes all memory. */
export const LIMITS = {
  /** Maps in the expanded document: VPCs, subnets, instances, rules. */
  maps: 20_000,
  /** Values in the expanded document: maps, lists and what they hold. */
  values: 200_000,
  /** Maps and lists inside each other. */
  depth: 32,
  /** Characters of an expanded name, and of a string in which an expression was carried out. */
  text: 1000,
  /** Characters of one expression. */
  expression: 200,
} as const;
