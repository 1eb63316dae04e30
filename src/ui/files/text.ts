import { parseJson } from './json.js';
import type { TextDocument } from './place.js';
import { notParsed } from './report.js';
import type { FileKind, Source } from './source.js';

/**
 * Parses a file, which is JSON, or YAML where its name or its first character says so. A YAML file
 * may have several documents.
 * @throws VpcctlError `…_NOT_JSON`, `…_NOT_YAML`, with line and column
 */
export async function parseText(kind: FileKind, source: Source): Promise<readonly TextDocument[]> {
  const isYaml = /\.ya?ml$/i.test(source.name);
  if (source.text.trim() === '') {
    throw notParsed(isYaml ? 'YAML' : 'JSON', kind, source, { offset: 0, what: 'it is empty' });
  }
  if (!isYaml) {
    const json = parseJson(source.text);
    if ('value' in json) return [json];
    if (/^\s*[[{]/.test(source.text)) throw notParsed('JSON', kind, source, json);
  }
  const { parseYaml } = await import('./yaml.js');
  const yaml = parseYaml(source.text);
  if ('what' in yaml) throw notParsed('YAML', kind, source, yaml);
  return yaml;
}
