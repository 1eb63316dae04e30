import type { Line } from './table.js';

type Value = string | number;

/** The words of each part of a template. A large change writes the same line thousands of times. */
const written = new WeakMap<TemplateStringsArray, readonly (readonly string[])[]>();

/**
 * The words of a line. The template's own text is split at spaces. Each value stays one word, so
 * that a name can't become two.
 */
export function words(text: TemplateStringsArray, ...values: Value[]): string[] {
  const line: string[] = [];
  for (const [index, part] of partsOf(text).entries()) {
    line.push(...part);
    const value = values[index];
    if (value !== undefined) line.push(String(value));
  }
  return line;
}

function partsOf(text: TemplateStringsArray): readonly (readonly string[])[] {
  const known = written.get(text);
  if (known !== undefined) return known;
  const parts = text.map((part) => part.split(' ').filter((word) => word !== ''));
  written.set(text, parts);
  return parts;
}

/** A keyword with its value, or nothing where there is no value. */
export function option(keyword: string, value: Value | null | undefined): string[] {
  return value === null || value === undefined ? [] : [keyword, String(value)];
}

/** A keyword with `on` or `off`, or nothing where the setting stays as it is. */
export function flag(keyword: string, value: boolean | undefined): string[] {
  return value === undefined ? [] : [keyword, value ? 'on' : 'off'];
}

/** A line for `ip`, made of several lists of words. */
export function ip(...parts: readonly string[][]): Line {
  return { program: 'ip', words: parts.flat() };
}

/** A line for `bridge`. */
export function bridge(...parts: readonly string[][]): Line {
  return { program: 'bridge', words: parts.flat() };
}

/** A line for `tc`. */
export function tc(...parts: readonly string[][]): Line {
  return { program: 'tc', words: parts.flat() };
}
