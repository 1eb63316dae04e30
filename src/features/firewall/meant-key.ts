import { didYouMean } from '@vpcctl/sdk';

const TOP = ['subnet', 'ingress', 'egress'];
const RULE = ['action', 'protocol', 'port', 'type', 'description'];

/** What keys are called here, and by other tools: in small letters, without `-` and `_`. */
const ELSEWHERE: readonly (readonly [here: string, elsewhere: string])[] = [
  ['source', 'from src sender saddr srcip srcaddr sourceip sourceaddress'],
  ['destination', 'to dst dest receiver daddr dstip dstaddr destinationip destinationaddress'],
  ['protocol', 'proto ipprotocol l4proto'],
  ['port', 'dport dports dstport dstports destport destinationport portrange fromport toport'],
  ['type', 'icmptype icmp'],
  ['action', 'target verdict effect decision policy'],
  ['description', 'comment note name'],
  ['ingress', 'inbound incoming in input rules'],
  ['egress', 'outbound outgoing out output'],
  ['subnet', 'cidr network'],
  // An address in a rule is that of the other end.
  ...['source', 'destination'].map(
    (here) =>
      [here, 'cidr cidrs cidrip cidrblock cidrblocks ipranges address ip remote peer'] as const,
  ),
];

/**
 * The key that was probably meant by an unknown one in a policy file, or null. Pure.
 * @param path the keys and indexes that lead to the object with the key
 */
export function meantKey(path: readonly (string | number)[], key: string): string | null {
  const known = knownKeys(path);
  const word = key.toLowerCase().replace(/[-_]/g, '');
  const meant = ELSEWHERE.filter(([, elsewhere]) => elsewhere.split(' ').includes(word));
  // `to` of ingress and `from` of egress are the subnet itself.
  if (meant.length > 0) return meant.find(([here]) => known.includes(here))?.[0] ?? null;
  return didYouMean(word, known);
}

function knownKeys(path: readonly (string | number)[]): string[] {
  if (path.includes('ingress')) return [...RULE, 'source'];
  return path.includes('egress') ? [...RULE, 'destination'] : TOP;
}
