/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Text that JSON spells as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * JSON text with the keys of every object sorted (by UTF-16 code unit) and no white space: equal values give
 * equal text, whatever the order in which their keys were set.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  let members = '';
  if (isList(value)) {
    for (const member of value) members += (members && ',') + canonicalJson(member);
    return `[${members}]`;
  }
  for (const key of Object.keys(value).sort()) {
    members += `${members && ','}${quote(key)}:${canonicalJson(value[key] ?? null)}`;
  }
  return `{${members}}`;
}

/** JSON.stringify takes longer to start than most texts take to look at. */
function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Whether `value` is an object with keys: neither null nor a list. */
export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Array.isArray does not narrow read-only lists. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
