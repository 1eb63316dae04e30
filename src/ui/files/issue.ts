import type * as z from 'zod';
import type { Path } from '../../model/topology/index.js';

/** One thing that is wrong in a file, as its schema says. */
export type Issue = z.core.$ZodIssue;

/** Where an issue is: the path of the value, or of the first key that is wrong. */
export function pathOf(issue: Issue): Path {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...keys].map(asSegment);
}

/**
 * An issue in words: `ingress[0].port: must be a port`.
 * @param meantKey the key that was probably meant by an unknown one, or null
 */
export function describeIssue(
  issue: Issue,
  meantKey: (path: Path, key: string) => string | null,
): string {
  const path = issue.path.map(asSegment);
  const where = path.length > 0 ? `${pathText(path)}: ` : '';
  if (issue.code !== 'unrecognized_keys') return where + issue.message;
  const keys = issue.keys.map((key) => {
    const meant = meantKey(path, key);
    return meant === null
      ? JSON.stringify(key)
      : `${JSON.stringify(key)} (did you mean ${JSON.stringify(meant)}?)`;
  });
  return `${where}unknown key ${keys.join(', ')}`;
}

/** A path as text: `ingress[0].port`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

function asSegment(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}
