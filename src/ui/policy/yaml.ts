import { type Document, isNode, isPair, isScalar, type Node, parseAllDocuments } from 'yaml';
import { notParsed, type Path, type PolicyText } from './issue.js';

/**
 * Parses a policy file in YAML. Several documents are a list of policies.
 * @throws VpcctlError `POLICY_NOT_YAML`, with line and column
 */
export function parseYaml(path: string, source: string): PolicyText {
  const parsed = parseAllDocuments(source, { prettyErrors: false, merge: true });
  const documents = Array.isArray(parsed) ? parsed.filter((each) => each.contents !== null) : [];
  for (const { errors } of documents) {
    const [error] = errors;
    if (error === undefined) continue;
    throw notParsed('YAML', path, source, error.pos[0], inWords(error.message));
  }
  const [first] = documents;
  if (first === undefined) throw notParsed('YAML', path, source, 0, 'it is empty');
  if (documents.length === 1)
    return { value: readDocument(first), offsetOf: (at) => offsetIn(first, at) };
  return {
    value: documents.map(readDocument),
    offsetOf([index, ...rest]) {
      const document = typeof index === 'number' ? documents[index] : undefined;
      return offsetIn(document ?? first, rest);
    },
  };

  function readDocument(document: Document): unknown {
    try {
      return document.toJS();
    } catch (error) {
      // Aliases that stand for too much.
      throw notParsed('YAML', path, source, 0, inWords(String(error)));
    }
  }
}

function inWords(message: string): string {
  return message.replace(/^\w*Error: /, '').replace(/\s+/g, ' ');
}

/** The offset of the part at `path`, at its key where it has one, or of what contains its place. */
function offsetIn(document: Document, path: Path): number {
  const [own, ...above] = [path, ...path.map((_, at) => path.slice(0, path.length - at - 1))];
  const found = own === undefined ? null : (keyAt(document, own) ?? nodeAt(document, own));
  if (found?.range) return found.range[0];
  return above.length === 0 ? 0 : offsetIn(document, path.slice(0, -1));
}

function nodeAt(document: Document, path: Path): Node | null {
  const found: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(found) ? found : null;
}

function keyAt(document: Document, path: Path): Node | null {
  const parent = nodeAt(document, path.slice(0, -1));
  if (path.length === 0 || parent === null || !('items' in parent)) return null;
  const pair = parent.items.find(
    (each) => isPair(each) && isScalar(each.key) && each.key.value === path.at(-1),
  );
  return isPair(pair) && isNode(pair.key) ? pair.key : null;
}
