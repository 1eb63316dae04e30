import { stringify } from 'yaml';
import { printableLine } from '../text/text.js';

/**
 * A topology as YAML.
 * @param schema the path of the JSON schema, for editors
 * @param leftOut what the file does not have: a line each
 */
export function renderTopology(
  document: object,
  schema: string,
  leftOut: readonly string[],
): string {
  const head = [
    `# yaml-language-server: $schema=${printableLine(schema)}`,
    ...leftOut.map((line) => `# not in this file: ${printableLine(line)}`),
  ];
  return `${head.join('\n')}\n${stringify(document, { lineWidth: 100, aliasDuplicateObjects: false })}`;
}
