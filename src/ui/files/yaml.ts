import { type Document, parseAllDocuments } from 'yaml';
import { offsetIn, type TextDocument, type TextFault } from './place.js';
import { findDeep } from './yaml-depth.js';
import { readNode, YamlFault } from './yaml-node.js';

/** A file with more is refused, since each document is a file to merge. */
const MOST_DOCUMENTS = 1000;

/** Parses a YAML text, which may have several documents. Pure. */
export function parseYaml(text: string): readonly TextDocument[] | TextFault {
  const deep = findDeep(text);
  if (deep !== null) return deep;
  // Keys are compared by yaml-node.ts, in less time.
  const options = { prettyErrors: false, merge: true, uniqueKeys: false } as const;
  const parsed = parseAllDocuments(text, options);
  const documents = Array.isArray(parsed) ? parsed.filter((each) => each.contents !== null) : [];
  if (documents.length === 0) return { offset: 0, what: 'it is empty' };
  if (documents.length > MOST_DOCUMENTS) {
    return { offset: 0, what: `it has more than ${MOST_DOCUMENTS} documents` };
  }
  try {
    return documents.map(readDocument);
  } catch (error) {
    if (error instanceof YamlFault) return error.fault;
    throw error;
  }
}

function readDocument(document: Document.Parsed): TextDocument {
  const [error] = document.errors;
  if (error !== undefined)
    throw new YamlFault({ offset: error.pos[0], what: inWords(error.message) });
  const root = readNode(document.contents);
  return { value: root.value, offsetOf: (path) => offsetIn(root, path) };
}

function inWords(message: string): string {
  return message.replace(/^\w*Error: /, '').replace(/\s+/g, ' ');
}
