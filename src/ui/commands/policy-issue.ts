import { didYouMean } from '@vpcctl/sdk';
import type { CheckedPolicies } from '../../features/firewall/index.js';
import type { Path } from './policy-text.js';

/** One thing that is wrong in a policy file. */
export type Issue = CheckedPolicies['issues'][number];

const TOP = ['subnet', 'ingress', 'egress'];
const RULE = ['action', 'protocol', 'port', 'type', 'description'];

/** Keys of other tools, and what they are called here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...{ from: 'source', src: 'source', to: 'destination', dst: 'destination', dest: 'destination' },
  ...{ proto: 'protocol', ip_protocol: 'protocol', ipProtocol: 'protocol' },
  ...{ dport: 'port', dst_port: 'port', from_port: 'port', to_port: 'port', fromPort: 'port' },
  ...{ icmp_type: 'type', icmpType: 'type', 'icmp-type': 'type' },
  ...{ target: 'action', verdict: 'action', effect: 'action', policy: 'action' },
  ...{ comment: 'description', note: 'description', name: 'description' },
  ...{ inbound: 'ingress', in: 'ingress', rules: 'ingress', outbound: 'egress', out: 'egress' },
  ...{ cidr: 'subnet', network: 'subnet' },
};

/** Where an issue is: the path of the value, or of the first key that is wrong. */
export function pathOf(issue: Issue): Path {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...keys].map(asSegment);
}

/** An issue in words: `ingress[0].port: must be a port`. */
export function describeIssue(issue: Issue): string {
  const path = issue.path.map(asSegment);
  const where = path.length > 0 ? `${pathText(path)}: ` : '';
  if (issue.code !== 'unrecognized_keys') return where + issue.message;
  const known = knownKeys(path);
  const keys = issue.keys.map((key) => {
    const meant = meantKey(key, known);
    return meant === null
      ? JSON.stringify(key)
      : `${JSON.stringify(key)} (did you mean ${JSON.stringify(meant)}?)`;
  });
  return `${where}unknown key ${keys.join(', ')}`;
}

/** A path as text: `ingress[0].port`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

function knownKeys(path: Path): string[] {
  if (path.includes('ingress')) return [...RULE, 'source'];
  return path.includes('egress') ? [...RULE, 'destination'] : TOP;
}

function meantKey(key: string, known: readonly string[]): string | null {
  const elsewhere = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  // `to` of ingress and `from` of egress are the subnet itself.
  if (elsewhere !== undefined) return known.includes(elsewhere) ? elsewhere : null;
  return didYouMean(key.toLowerCase(), known);
}

function asSegment(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}
