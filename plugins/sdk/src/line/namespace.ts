import type { NamespaceFields } from '../operation/namespace.js';
import type { LineTable } from './table.js';
import { ip, words } from './words.js';

export const namespaceLines: LineTable<keyof NamespaceFields> = {
  'namespace.add': ({ name }) => ip(words`netns add ${name}`),
  'namespace.delete': ({ name }) => ip(words`netns del ${name}`),
  'namespace.attach': ({ name, process }) => ip(words`netns attach ${name} ${process.pid}`),
};
