/** The head of a request, as Node's parser gives it: names of headers in lower case. */
export interface Head {
  readonly method: string;
  /** The target as it was sent: `/x/api/list?at=7`. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A target in its parts. */
export interface Target {
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
}

/** Longer targets are refused. */
export const LONGEST_TARGET = 4096;

/** What a path may have: names of ours, no dots that lead elsewhere, nothing that is encoded. */
const PATH = /^\/[A-Za-z0-9_\-./]*$/;

/**
 * Reads the target of a request. Only the form with a path is read, since no proxy is served. Pure.
 * @returns null for anything else, and for what cannot be decoded
 */
export function parseTarget(target: string): Target | null {
  if (target.length > LONGEST_TARGET) return null;
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  if (!PATH.test(path) || path.includes('..') || path.includes('//')) return null;
  const query = new Map<string, string[]>();
  for (const part of mark === -1 ? [] : target.slice(mark + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decoded(equals === -1 ? part : part.slice(0, equals));
    const value = decoded(equals === -1 ? '' : part.slice(equals + 1));
    if (name === null || value === null) return null;
    query.set(name, [...(query.get(name) ?? []), value]);
  }
  return { path, query };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** The only value of a header; null where it is missing, or there are several. Pure. */
export function headerOf({ headers }: Head, name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'string' ? value : null;
}

/** The values of a cookie, of which a browser may send several for different paths. Pure. */
export function cookiesOf(head: Head, name: string): string[] {
  return (headerOf(head, 'cookie') ?? '').split(';').flatMap((part) => {
    const [key, ...value] = part.trim().split('=');
    return key === name ? [value.join('=')] : [];
  });
}
