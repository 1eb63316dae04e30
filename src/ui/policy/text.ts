import type { VpcctlError } from '@vpcctl/sdk';
import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { notParsed, type Path, type PolicyText } from './issue.js';

/**
 * Parses a policy file, which is JSON, or YAML where its name or its first character says so.
 * @throws VpcctlError `POLICY_NOT_JSON`, `POLICY_NOT_YAML`, with line and column
 */
export async function parsePolicyText(path: string, source: string): Promise<PolicyText> {
  const isYaml = /\.ya?ml$/i.test(path);
  const json = isYaml ? undefined : asJson(source);
  if (json !== undefined) return json;
  if (source.trim() === '')
    throw notParsed(isYaml ? 'YAML' : 'JSON', path, source, 0, 'it is empty');
  if (!isYaml && /^\s*[[{]/.test(source)) throw notJson(path, source);
  const { parseYaml } = await import('./yaml.js');
  return parseYaml(path, source);
}

/** The value of a JSON text; undefined for another text. Places are only looked up for messages. */
function asJson(source: string): PolicyText | undefined {
  try {
    const value: unknown = JSON.parse(source);
    let tree: Node | undefined;
    return {
      value,
      offsetOf(path) {
        tree ??= parseTree(source);
        return tree === undefined ? 0 : offsetIn(tree, path);
      },
    };
  } catch {
    return undefined;
  }
}

function offsetIn(tree: Node, path: Path): number {
  const node = findNodeAtLocation(tree, [...path]);
  if (node !== undefined) return (node.parent?.type === 'property' ? node.parent : node).offset;
  return path.length === 0 ? tree.offset : offsetIn(tree, path.slice(0, -1));
}

function notJson(path: string, source: string): VpcctlError {
  const errors: ParseError[] = [];
  parseTree(source, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  const what = first === undefined ? 'it ends early' : words(printParseErrorCode(first.error));
  return notParsed('JSON', path, source, first?.offset ?? source.length, what);
}

/** Splits an error code into words: `PropertyNameExpected`. */
function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
