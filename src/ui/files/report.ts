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

/** How many issues are shown. */
const MOST = 20;

/** The issues, each with its place and the line of the source that it is in. Equal ones are one. */
export function reportIssues(issues: readonly PlacedIssue[]): string {
  const unique = new Map<string, PlacedIssue>();
  for (const issue of issues) {
    const key = JSON.stringify([issue.source.name, issue.offset, issue.message]);
    if (!unique.has(key)) unique.set(key, issue);
  }
  const all = [...unique.values()];
  const lines = all
    .slice(0, MOST)
    .flatMap(({ source, offset, message, hint }) => [
      `${placeIn(source, offset)}: ${message}`,
      ...excerpt(source.text, offset),
      ...(hint === undefined ? [] : [`  → ${hint}`]),
    ]);
  return [...lines, ...(all.length > MOST ? [`and ${all.length - MOST} more`] : [])].join('\n');
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
