import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { inputError, VpcctlError } from '@vpcctl/sdk';
import {
  findNodeAtLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { checkPolicyFile } from '../../features/firewall/index.js';

const SCHEMA_HINT = 'docs/schemas/firewall-policy.schema.json says what a policy may hold';

/**
 * Reads and checks a firewall policy; `-` is standard input.
 * @throws VpcctlError `POLICY_UNREADABLE`, `POLICY_NOT_JSON`, `POLICY_INVALID`, the last two with
 * line and column
 */
export async function readPolicyFile(path: string): Promise<unknown> {
  const source = await readSource(path);
  const value = asJson(source);
  if (value === undefined) throw notJson(path, source);
  const result = checkPolicyFile(value);
  // The intent decides what is recorded, from the file as it was written.
  if (result.success) return value;
  const tree = parseTree(source);
  const issues = result.error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const offset =
      tree === undefined ? 0 : offsetOf(tree, [...issue.path, ...keys.slice(0, 1)].map(asSegment));
    return `${place(path, source, offset)}: ${describeIssue(issue)}`;
  });
  throw inputError('POLICY_INVALID', issues.join('\n'), SCHEMA_HINT);
}

/** The value of a JSON text; undefined for another text. Places are only looked up for errors. */
function asJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function notJson(path: string, source: string): VpcctlError {
  const errors: ParseError[] = [];
  parseTree(source, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  const offset = first?.offset ?? source.length;
  const what =
    source.trim() === '' || first === undefined
      ? 'it is empty'
      : words(printParseErrorCode(first.error));
  return inputError(
    'POLICY_NOT_JSON',
    `${place(path, source, offset)}: not JSON: ${what}`,
    'fix the file at that place',
  );
}

async function readSource(path: string): Promise<string> {
  try {
    const source = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
    // Some editors write a byte order mark, which JSON does not allow (RFC 8259, section 8.1).
    return source.replace(/^\ufeff/, '');
  } catch (cause) {
    const reason = isMissing(cause)
      ? 'there is no such file'
      : String(cause).replace('Error: ', '');
    throw new VpcctlError(`the policy ${JSON.stringify(path)} can't be read: ${reason}`, {
      code: 'POLICY_UNREADABLE',
      category: 'input',
      hints: ['give the path of a policy file, or - for standard input'],
      cause,
    });
  }
}

type Issue = NonNullable<ReturnType<typeof checkPolicyFile>['error']>['issues'][number];

function describeIssue(issue: Issue): string {
  const where =
    issue.path.length > 0 ? `${issue.path.map(asSegment).reduce<string>(join, '')}: ` : '';
  if (issue.code !== 'unrecognized_keys') return where + issue.message;
  const keys = issue.keys.map((key) => JSON.stringify(key)).join(', ');
  return `${where}unknown key ${keys}`;
}

function join(path: string, segment: string | number): string {
  if (typeof segment === 'number') return `${path}[${segment}]`;
  return path === '' ? segment : `${path}.${segment}`;
}

function asSegment(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

/** The offset of the value at `path`, or of the innermost node that contains its place. */
function offsetOf(tree: Node, path: (string | number)[]): number {
  const node = findNodeAtLocation(tree, path);
  if (node !== undefined) return (node.parent?.type === 'property' ? node.parent : node).offset;
  return path.length === 0 ? tree.offset : offsetOf(tree, path.slice(0, -1));
}

/** `policy.json:3:14`, lines and columns from 1. */
function place(path: string, source: string, offset: number): string {
  const before = source.slice(0, offset).split('\n');
  return `${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Splits an error code into words: `PropertyNameExpected`. */
function words(code: string): string {
  return code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
