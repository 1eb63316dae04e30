/**
 * The IP protocols that rules may name, with their numbers (IANA, as `/etc/protocols` of Debian has
 * them). IPv6 and its extension headers are left out.
 */
const NUMBERS = {
  icmp: 1,
  igmp: 2,
  ggp: 3,
  ipencap: 4,
  st: 5,
  tcp: 6,
  egp: 8,
  igp: 9,
  pup: 12,
  udp: 17,
  hmp: 20,
  'xns-idp': 22,
  rdp: 27,
  'iso-tp4': 29,
  dccp: 33,
  xtp: 36,
  ddp: 37,
  'idpr-cmtp': 38,
  idrp: 45,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  skip: 57,
  rspf: 73,
  vmtp: 81,
  eigrp: 88,
  ospf: 89,
  'ax.25': 93,
  ipip: 94,
  etherip: 97,
  encap: 98,
  pim: 103,
  ipcomp: 108,
  vrrp: 112,
  l2tp: 115,
  isis: 124,
  sctp: 132,
  fc: 133,
  udplite: 136,
  'mpls-in-ip': 137,
  manet: 138,
  hip: 139,
  shim6: 140,
  wesp: 141,
  rohc: 142,
  ethernet: 143,
} as const;

/** The name of an IP protocol: `tcp`, `gre`. */
export type ProtocolName = keyof typeof NUMBERS;

/** An IP protocol in its one spelling: its name, or its number where it has no name here. */
export type Protocol = ProtocolName | `${number}`;

const BY_NAME: ReadonlyMap<string, number> = new Map(Object.entries(NUMBERS));
const BY_NUMBER: ReadonlyMap<number, string> = new Map(
  Object.entries(NUMBERS).map(([name, number]) => [number, name]),
);
const HIGHEST = 255;

/** The names of all protocols that have one here, in the order of their numbers. */
export const PROTOCOL_NAMES: readonly string[] = Object.keys(NUMBERS);

/**
 * Reads a protocol's name, in any case, or its number from 1 to 255; null for any other text. Pure.
 */
export function parseProtocol(text: string): Protocol | null {
  const number = protocolNumber(text.toLowerCase());
  return number === null ? null : protocolOf(number);
}

/** The protocol with a number from 1 to 255. Pure. */
export function protocolOf(number: number): Protocol {
  // The table has its keys as names.
  return (BY_NUMBER.get(number) ?? String(number)) as Protocol;
}

/** The number of a protocol: 47 for `gre` and for `47`; null for any other text. Pure. */
export function protocolNumber(text: string): number | null {
  const named = BY_NAME.get(text);
  if (named !== undefined) return named;
  const number = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= HIGHEST ? number : null;
}

const PORTED = ['tcp', 'udp', 'sctp', 'dccp', 'udplite'] as const;

/** A protocol with destination ports. */
export type PortedProtocol = (typeof PORTED)[number];

/** Whether the packets of a protocol have ports. Pure. */
export function hasPorts(protocol: string): protocol is PortedProtocol {
  return PORTED.some((each) => each === protocol);
}
