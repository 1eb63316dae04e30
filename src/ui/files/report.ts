import { inputError, type VpcctlError } from '@vpcctl/sdk';
import { excerpt } from './excerpt.js';
import type { TextFault } from './place.js';
import type { FileKind, Source } from './source.js';

/** One thing that is wrong in a file. */
export interface PlacedIssue {
  readonly source: Source;
  readonly offset: number;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
}

/** How many places are shown, and how many issues of each: all that a range of names makes are at one. */
const [MOST, MOST_OF_ONE] = [20, 3];

/** The issues, each with its place and the line of the source that it is in. Equal ones are one. */
export function reportIssues(issues: readonly PlacedIssue[]): string {
  const places = new Map<string, Map<string, PlacedIssue>>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.source.name, issue.offset]);
    const same = places.get(key) ?? new Map<string, PlacedIssue>();
    if (!same.has(issue.message)) same.set(issue.message, issue);
    places.set(key, same);
  }
  const all = [...places.values()].map((same) => [...same.values()]);
  const left = all.slice(MOST).flat().length;
  return [...all.slice(0, MOST).flatMap(linesOf), ...(left > 0 ? [`and ${left} more`] : [])].join(
    '\n',
  );
}

/** The issues of one place. The line of the source and a hint are shown once. */
function linesOf(issues: readonly PlacedIssue[]): string[] {
  const [first, ...more] = issues;
  if (first === undefined) return [];
  const place = placeIn(first.source, first.offset);
  const said = [first, ...more.slice(0, MOST_OF_ONE - 1)].map(
    ({ message }) => `${place}: ${message}`,
  );
  const left = issues.length - said.length;
  const hints = new Set(issues.flatMap(({ hint }) => hint ?? []));
  return [
    ...said,
    ...(left > 0 ? [`${place}: and ${left} more`] : []),
    ...excerpt(first.source.text, first.offset),
    ...[...hints].slice(0, MOST_OF_ONE).map((hint) => `  → ${hint}`),
  ];
}

/** `policy.json:3:14`, lines and columns from 1; columns are counted as editors do. */
export function placeIn({ name, text }: Source, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${name}:${line}:${offset - before.lastIndexOf('\n')}`;
}

/** The error for a text that cannot be parsed. */
export function notParsed(
  language: 'JSON' | 'YAML',
  kind: FileKind,
  source: Source,
  { offset, what }: TextFault,
): VpcctlError {
  return inputError(
    `${kind.code}_NOT_${language}`,
    reportIssues([{ source, offset, message: `not ${language}: ${what}` }]),
    'fix the file at that place',
  );
}
