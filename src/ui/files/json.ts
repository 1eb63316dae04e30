import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { lazily } from '../../model/records.js';
import {
  DEEPEST,
  NO_PARTS,
  offsetIn,
  type Place,
  type TextDocument,
  type TextFault,
  TOO_DEEP,
} from './place.js';

/** The kinds of tokens that matter here, as the library numbers them. */
const [OPEN_MAP, CLOSE_MAP, OPEN_LIST, CLOSE_LIST, COMMA, STRING, END] = [1, 2, 3, 4, 5, 10, 17];

/** Parses a JSON text. Places are only looked up for messages. Pure. */
export function parseJson(text: string): TextDocument | TextFault {
  const { deep, twice } = survey(text);
  if (deep !== null) return { offset: deep, what: TOO_DEEP };
  try {
    const value: unknown = JSON.parse(text);
    if (twice !== null) return twice;
    const root = lazily(() => {
      const tree = parseTree(text);
      return tree === undefined ? { offset: 0, parts: NO_PARTS } : placeOf(tree, tree.offset);
    });
    return { value, offsetOf: (path) => offsetIn(root(), path) };
  } catch {
    const errors: ParseError[] = [];
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    const [first] = errors;
    const what = first === undefined ? 'it ends early' : words(printParseErrorCode(first.error));
    return { offset: first?.offset ?? text.length, what };
  }
}

/** What `JSON.parse` does not say: where a text is too deep, and where a key is a second time. */
function survey(text: string): { deep: number | null; twice: TextFault | null } {
  const scanner = createScanner(text, true);
  // The keys of the maps around, and null for a list.
  const around: (Set<string> | null)[] = [];
  let twice: TextFault | null = null;
  let former = 0;
  for (let token = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token === OPEN_MAP || token === OPEN_LIST) {
      around.push(token === OPEN_MAP ? new Set() : null);
      if (around.length > DEEPEST) return { deep: scanner.getTokenOffset(), twice };
    } else if (token === CLOSE_MAP || token === CLOSE_LIST) {
      around.pop();
    } else if (token === STRING && (former === OPEN_MAP || former === COMMA)) {
      const key = scanner.getTokenValue();
      const keys = around.at(-1);
      if (keys?.has(key)) twice ??= sameKey(scanner.getTokenOffset(), key);
      keys?.add(key);
    }
    former = token;
  }
  return { deep: null, twice };
}

/** The fault of a key that its map has already. */
export function sameKey(offset: number, key: string): TextFault {
  return { offset, what: `the key ${JSON.stringify(key)} is there a second time` };
}

function placeOf(node: Node, offset: number): Place {
  const parts = lazily(() => new Map((node.children ?? []).flatMap(partOf)));
  return { offset, parts };
}

function partOf(child: Node, index: number): [string, Place][] {
  if (child.type !== 'property') return [[String(index), placeOf(child, child.offset)]];
  const [key, value] = child.children ?? [];
  if (key === undefined || value === undefined) return [];
  return [[String(key.value), placeOf(value, child.offset)]];
}

/** Splits an error code into words: `PropertyNameExpected`. */
function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
