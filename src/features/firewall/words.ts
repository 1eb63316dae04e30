/** The words of a policy file: ports, protocols, ICMP types and remotes. Pure. */
import {
  didYouMean,
  ICMP_TYPE_NAMES,
  isAnyNetwork,
  isVpcctlError,
  PROTOCOL_NAMES,
  type Protocol,
  parseIcmpType,
  parseNetworkOrAddress,
  parseProtocol,
  singleAddress,
  singleNetwork,
} from '@vpcctl/sdk';
import { isReference, parseReference } from './reference.js';

/** What a field of a rule holds: one word, several with commas between them, or a list. */
export type Words = string | number | readonly (string | number)[];

/** A rule of a policy file, as users write it. One of two spellings of a key is there. */
export interface FileRule {
  readonly action: 'allow' | 'deny';
  readonly protocol?: Words | undefined;
  readonly port?: Words | undefined;
  readonly ports?: Words | undefined;
  /** Types of ICMP. */
  readonly type?: Words | undefined;
  readonly description?: string | undefined;
  /** The other end, in ingress. */
  readonly source?: Words | undefined;
  readonly sources?: Words | undefined;
  /** The other end, in egress. */
  readonly destination?: Words | undefined;
  readonly destinations?: Words | undefined;
}

/** A word with its place in its list; null where it is not in a list. */
export interface Word {
  readonly text: string;
  readonly index: number | null;
}

/** The result of reading a word: its meaning, or the fault as the end of a sentence. */
export type Read<T> = { readonly value: T } | { readonly fault: string };

/** A range of ports or of ICMP types; both ends are part of it. */
export type Range = { from: number; to: number };

const HIGHEST_PORT = 65_535;
export const PORT_MESSAGE = `must be a port from 1 to ${HIGHEST_PORT}, or a range such as "8000-8100"`;
const REFERENCE_MESSAGE = 'a subnet is written sg:VPC/SUBNET: sg:vpc1/web';
const IPV6 = ['icmpv6', 'icmp6', 'ipv6-icmp', 'ipv6', '58', '41'];

/** `-1` is how AWS and Terraform write "all". */
const ANY = new Set(['all', 'any', '*', '-1']);

/** The words of a field, in order. */
export function wordsOf(value: Words): Word[] {
  const isList = typeof value === 'object';
  // Most fields are one word, in files of thousands of rules.
  if (!isList && isOneWord(value)) return [{ text: String(value).trim(), index: null }];
  return (isList ? value : [value]).flatMap((each, at) =>
    String(each)
      .split(',')
      .map((text) => ({ text: text.trim(), index: isList ? at : null })),
  );
}

/** How many words a field has. */
export function countWords(value: Words): number {
  return typeof value !== 'object' && isOneWord(value) ? 1 : wordsOf(value).length;
}

function isOneWord(value: string | number): boolean {
  return typeof value === 'number' || !value.includes(',');
}

/** Reads `443`, `8000-8100`, `8000:8100`; null is any port. */
export function readPort(text: string): Read<Range | null> {
  if (ANY.has(text.toLowerCase()) || text === '0-65535') return { value: null };
  const [, first, last = first] = /^(\d{1,5})(?:[-:](\d{1,5}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  const isRange = from >= 1 && from <= to && to <= HIGHEST_PORT;
  return isRange ? { value: { from, to } } : { fault: PORT_MESSAGE };
}

/** Reads `tcp`, `GRE`, `47`, `all`, `-1`. */
export function readProtocol(text: string): Read<Protocol | 'all'> {
  const word = text.toLowerCase();
  if (ANY.has(word)) return { value: 'all' };
  if (IPV6.includes(word)) return { fault: `${word} is of IPv6, which VPCs do not have` };
  const value = parseProtocol(word);
  if (value !== null) return { value };
  const known = 'tcp, udp, icmp, sctp, gre, esp, another name or number of a protocol, or all';
  const meant = didYouMean(word, PROTOCOL_NAMES);
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  return { fault: `${JSON.stringify(text)} is not a protocol: write ${known}${hint}` };
}

/** Reads `echo-request`, `8`; null is any type. */
export function readIcmpType(text: string): Read<Range | null> {
  if (ANY.has(text.toLowerCase())) return { value: null };
  const type = parseIcmpType(text);
  if (type !== null) return { value: { from: type, to: type } };
  const meant = didYouMean(text.toLowerCase(), ICMP_TYPE_NAMES);
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  return {
    fault: `${JSON.stringify(text)} is not an ICMP type: write a name such as echo-request, or a number from 0 to 255${hint}`,
  };
}

/** Reads a CIDR, an address, `sg:VPC/SUBNET`; null is any address. */
export function readRemote(text: string): Read<string | null> {
  if (ANY.has(text.toLowerCase())) return { value: null };
  const address = singleAddress(text);
  if (address !== null) return { value: singleNetwork(address) };
  if (isReference(text)) {
    return parseReference(text) === null ? { fault: REFERENCE_MESSAGE } : { value: text };
  }
  if (/^[a-z][\w-]*(\/[\w-]+)?$/i.test(text)) {
    return { fault: `${JSON.stringify(text)} is no address; ${REFERENCE_MESSAGE}` };
  }
  try {
    const network = parseNetworkOrAddress(text, 'the address');
    return { value: isAnyNetwork(network) ? null : network.text };
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    return { fault: [error.message, ...error.hints].join('; ') };
  }
}

/** The meanings of a field's words, which were checked before; null where one of them is any. */
export function valuesOf<T>(
  value: Words | undefined,
  read: (text: string) => Read<T | null>,
): T[] | null {
  if (value === undefined) return null;
  if (typeof value !== 'object' && isOneWord(value)) {
    const found = read(String(value).trim());
    return 'value' in found && found.value !== null ? [found.value] : null;
  }
  const values: T[] = [];
  for (const { text } of wordsOf(value)) {
    const found = read(text);
    if (!('value' in found) || found.value === null) return null;
    values.push(found.value);
  }
  return values;
}
