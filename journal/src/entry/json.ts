/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The deepest nesting of a value. What vpcctl records is flat, and deep values end a recursion. */
const DEEPEST = 100;

/** Text that JSON writes without escapes. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * JSON text without white space and with the keys of every object sorted (by UTF-16 code unit).
 * Equal values give equal text, whatever the order of their keys. Pure.
 * @throws RangeError where it is nested more than 100 deep
 */
export function canonicalJson(value: Json, depth = 0): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (depth > DEEPEST) throw new RangeError(`it is nested more than ${DEEPEST} deep`);
  let members = '';
  if (isList(value)) {
    for (const member of value) members += (members && ',') + canonicalJson(member, depth + 1);
    return `[${members}]`;
  }
  for (const key of Object.keys(value).sort()) {
    members += `${members && ','}${quote(key)}:${canonicalJson(value[key] ?? null, depth + 1)}`;
  }
  return `{${members}}`;
}

/** A JSON string. For most texts a test is faster than a call of JSON.stringify. */
function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Whether `value` is an object with keys, neither null nor a list. Pure. */
export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Array.isArray does not narrow read-only lists. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
