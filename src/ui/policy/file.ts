import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { inputError, VpcctlError } from '@vpcctl/sdk';
import { checkPolicyFile, meantKey, shadowedRules } from '../../features/firewall/index.js';
import { describeIssue, type PolicyText, pathOf, pathText, place } from './issue.js';
import { parsePolicyText } from './text.js';

const HINT =
  'a rule: {"action": "allow", "protocol": "tcp", "port": [80, 443], "source": "10.0.2.0/24"}';

/** A policy file that was read. */
export interface ReadPolicy {
  /** What the file holds, as it was written: the intent decides what is recorded. */
  readonly policy: unknown;
  /** What is valid, and probably not meant: a line each, with line and column. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks a firewall policy in JSON or YAML; `-` is standard input.
 * @throws VpcctlError `POLICY_UNREADABLE`; `POLICY_NOT_JSON`, `POLICY_NOT_YAML`, `POLICY_INVALID`,
 * which name line and column
 */
export async function readPolicyFile(path: string): Promise<ReadPolicy> {
  const source = await readSource(path);
  const parsed = await parsePolicyText(path, source);
  const { policies, issues } = checkPolicyFile(parsed.value);
  if (policies === null) {
    const lines = issues
      .map((issue) => ({ issue, offset: parsed.offsetOf(pathOf(issue)) }))
      .sort((one, other) => one.offset - other.offset)
      .map(
        ({ issue, offset }) => `${place(path, source, offset)}: ${describeIssue(issue, meantKey)}`,
      );
    throw inputError('POLICY_INVALID', lines.join('\n'), HINT);
  }
  return { policy: parsed.value, warnings: warningsOf(path, source, parsed) };
}

/** A line for each rule that never applies. */
function warningsOf(path: string, source: string, { value, offsetOf }: PolicyText): string[] {
  const { policies } = checkPolicyFile(value);
  return (policies ?? []).flatMap((policy, index) =>
    (['ingress', 'egress'] as const).flatMap((direction) =>
      shadowedRules(policy[direction]).map(({ rule, by }) => {
        const start = Array.isArray(value) ? [index] : [];
        const [own, earlier] = [rule, by].map((at) => [...start, direction, at]);
        const at = place(path, source, offsetOf(own ?? []));
        const cause = `${pathText(earlier ?? [])} before it matches all of its packets`;
        return `${at}: warning: ${pathText(own ?? [])} never applies: ${cause}`;
      }),
    ),
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

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
