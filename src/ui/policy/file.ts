import { inputError } from '@vpcctl/sdk';
import { checkPolicyFile, meantKey, shadowedRules } from '../../features/firewall/index.js';
import { describeIssue, pathOf, pathText } from '../files/issue.js';
import type { TextDocument } from '../files/place.js';
import { placeIn, reportIssues } from '../files/report.js';
import { type FileKind, readSource, type Source } from '../files/source.js';
import { parseText } from '../files/text.js';

const POLICY: FileKind = { code: 'POLICY', word: 'policy' };
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
 * Reads and checks a firewall policy in JSON or YAML; `-` is standard input. Several documents of
 * YAML are a list of policies.
 * @throws VpcctlError `POLICY_UNREADABLE`; `POLICY_NOT_JSON`, `POLICY_NOT_YAML`, `POLICY_INVALID`,
 * which name line and column
 */
export async function readPolicyFile(path: string): Promise<ReadPolicy> {
  const source = await readSource(POLICY, path);
  const document = asOne(await parseText(POLICY, source));
  const { policies, issues } = checkPolicyFile(document.value);
  if (policies === null) {
    const placed = issues
      .map((issue) => ({
        source,
        offset: document.offsetOf(pathOf(issue)),
        message: describeIssue(issue, meantKey),
      }))
      .sort((one, other) => one.offset - other.offset);
    throw inputError('POLICY_INVALID', reportIssues(placed), HINT);
  }
  return { policy: document.value, warnings: warningsOf(source, document) };
}

/** The one document, or all as a list. */
function asOne(documents: readonly TextDocument[]): TextDocument {
  const [first] = documents;
  if (first !== undefined && documents.length === 1) return first;
  return {
    value: documents.map(({ value }) => value),
    offsetOf: ([index, ...rest]) => (documents[Number(index)] ?? first)?.offsetOf(rest) ?? 0,
  };
}

/** A line for each rule that never applies. */
function warningsOf(source: Source, { value, offsetOf }: TextDocument): string[] {
  const { policies } = checkPolicyFile(value);
  return (policies ?? []).flatMap((policy, index) =>
    (['ingress', 'egress'] as const).flatMap((direction) =>
      shadowedRules(policy[direction]).map(({ rule, by }) => {
        const start = Array.isArray(value) ? [index] : [];
        const [own, earlier] = [rule, by].map((at) => [...start, direction, at]);
        const at = placeIn(source, offsetOf(own ?? []));
        const cause = `${pathText(earlier ?? [])} before it matches all of its packets`;
        return `${at}: warning: ${pathText(own ?? [])} never applies: ${cause}`;
      }),
    ),
  );
}
