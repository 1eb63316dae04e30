// Loaded on demand: few commands print YAML.
import { stringify } from 'yaml';

/** What controls a terminal, or the direction of its text, line ends aside. */
const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A value as YAML, the same as its JSON. What would control a terminal is written as an escape. */
export function toYaml(value: unknown): string {
  // As JSON has it: what is left out there is left out here, and nothing is written as an alias.
  const plain: unknown = JSON.parse(JSON.stringify(value));
  const text = stringify(plain, { lineWidth: 0 });
  if (!CONTROL.test(text)) return text;
  // Only text in double quotes may have escapes.
  return stringify(plain, {
    lineWidth: 0,
    defaultStringType: 'QUOTE_DOUBLE',
    doubleQuotedAsJSON: true,
  }).replaceAll(CONTROL, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
