import { inputError, type JsonObject, type VpcctlError } from '@vpcctl/sdk';
import {
  type Expanded,
  expandTopology,
  type Origin,
  type Path,
  type TopologyFile,
} from '../../model/topology/index.js';
import type { TextDocument } from './place.js';
import { placeIn, reportIssues } from './report.js';
import { type FileKind, readSource, type Source } from './source.js';
import { parseText } from './text.js';

const TOPOLOGY: FileKind = { code: 'TOPOLOGY', word: 'topology file' };
const HINT = 'fix the files at these places; docs/topology.md describes them';

/** Something that is wrong in a topology, found by what knows its keys. */
export interface DocumentIssue {
  /** Where it is in the expanded document. */
  readonly path: Path;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Topology files that were read. */
export interface ReadTopology {
  readonly expanded: Expanded;
  /** The error `TOPOLOGY_INVALID`, which says all issues at their places in the files. */
  refused(issues: readonly DocumentIssue[]): VpcctlError;
}

/** A document of one of the files. */
interface SourceDocument {
  readonly source: Source;
  readonly document: TextDocument;
}

/**
 * Reads topology files in JSON or YAML, and expands and merges them; `-` is standard input.
 * @param paths at least one, in order
 * @param set values of variables: `{tiers: '3'}`
 * @param check what is wrong with the keys of the expanded document: all faults are said at once
 * @throws VpcctlError `TOPOLOGY_UNREADABLE`; `TOPOLOGY_NOT_JSON`, `TOPOLOGY_NOT_YAML`,
 * `TOPOLOGY_INVALID`, which name line and column
 */
export async function readTopologyFiles(
  paths: readonly string[],
  set: Readonly<Record<string, string>>,
  check?: (document: JsonObject) => readonly DocumentIssue[],
): Promise<ReadTopology> {
  return readTopologyTexts(await readTopologySources(paths), set, check);
}

/**
 * The texts of topology files, as they are; `-` is standard input.
 * @throws VpcctlError `TOPOLOGY_UNREADABLE`
 */
export async function readTopologySources(paths: readonly string[]): Promise<Source[]> {
  if (paths.filter((path) => path === '-').length > 1) {
    const message = 'standard input is given as a topology file more than once';
    throw inputError('TOPOLOGY_UNREADABLE', message, 'write -f - once');
  }
  const sources: Source[] = [];
  for (const path of paths) sources.push(await readSource(TOPOLOGY, path));
  return sources;
}

/**
 * {@link readTopologyFiles} of texts that were read before.
 * @throws VpcctlError as there, but not `TOPOLOGY_UNREADABLE`
 */
export async function readTopologyTexts(
  sources: readonly Source[],
  set: Readonly<Record<string, string>>,
  check: (document: JsonObject) => readonly DocumentIssue[] = () => [],
): Promise<ReadTopology> {
  const documents: SourceDocument[] = [];
  for (const source of sources) {
    for (const document of await parseText(TOPOLOGY, source)) documents.push({ source, document });
  }
  const expanded = expandTopology(documents.map(asFile), set);
  const placed = (issues: readonly DocumentIssue[]) =>
    issues.map((issue) => ({ ...issue, origin: expanded.originOf(issue.path) }));
  if (expanded.issues.length > 0) {
    // Of a value that could perhaps not be worked out, nothing else is to be said.
    const known = new Set(expanded.issues.map(({ origin }) => JSON.stringify(origin)));
    const others = placed(check(expanded.document)).filter(
      ({ origin }) => !known.has(JSON.stringify(origin)) && !hasExpression(documents, origin),
    );
    throw refusal(documents, [...expanded.issues, ...others]);
  }
  return { expanded, refused: (issues) => refusal(documents, placed(issues)) };
}

/** Whether the value at a place is an expression, or has one. */
function hasExpression(documents: readonly SourceDocument[], { file, path }: Origin): boolean {
  const value = path.reduce<unknown>(
    (outer, key) => (isRecord(outer) ? outer[key] : undefined),
    documents[file]?.document.value,
  );
  return typeof value === 'string' && value.includes('${');
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

function asFile({ source, document }: SourceDocument): TopologyFile {
  return {
    name: source.name,
    value: document.value,
    placeOf: (path) => placeIn(source, document.offsetOf(path)),
  };
}

function refusal(
  documents: readonly SourceDocument[],
  issues: readonly { origin: Origin; message: string; hint?: string }[],
): VpcctlError {
  const placed = issues.flatMap(({ origin, message, hint }) => {
    const { source, document } = documents[origin.file] ?? {};
    if (source === undefined || document === undefined) return [];
    return [{ source, file: origin.file, offset: document.offsetOf(origin.path), message, hint }];
  });
  const sorted = placed.sort((one, other) => one.file - other.file || one.offset - other.offset);
  return inputError('TOPOLOGY_INVALID', reportIssues(sorted), HINT);
}
