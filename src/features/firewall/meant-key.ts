import { didYouMean } from '@vpcctl/sdk';

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

/**
 * The key that was probably meant by an unknown one in a policy file, or null. Pure.
 * @param path the keys and indexes that lead to the object with the key
 */
export function meantKey(path: readonly (string | number)[], key: string): string | null {
  const known = knownKeys(path);
  const elsewhere = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  // `to` of ingress and `from` of egress are the subnet itself.
  if (elsewhere !== undefined) return known.includes(elsewhere) ? elsewhere : null;
  return didYouMean(key.toLowerCase(), known);
}

function knownKeys(path: readonly (string | number)[]): string[] {
  if (path.includes('ingress')) return [...RULE, 'source'];
  return path.includes('egress') ? [...RULE, 'destination'] : TOP;
}
