import type { Source } from './sources.js';
import { ts } from './typescript.js';

/** By the text, for the test files of a worker read the same sources. */
const known = new Map<string, readonly string[]>();

/** Lists all imports of a file, as it writes them: static, dynamic and of types. */
export function importsOf({ text }: Pick<Source, 'text'>): readonly string[] {
  let imports = known.get(text);
  if (imports === undefined) {
    imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
    known.set(text, imports);
  }
  return imports;
}
