/** The types of ICMP messages by name, as nft names them (RFC 792, 950, 1256). */
const TYPES: ReadonlyMap<string, number> = new Map([
  ['echo-reply', 0],
  ['destination-unreachable', 3],
  ['source-quench', 4],
  ['redirect', 5],
  ['echo-request', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['parameter-problem', 12],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['info-request', 15],
  ['info-reply', 16],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
]);

const NAMES: ReadonlyMap<number, string> = new Map([...TYPES].map(([name, type]) => [type, name]));
const HIGHEST = 255;

/** The type of an echo request, the packet of `ping`. */
export const ECHO_REQUEST = 8;

/** The names of ICMP types, in the order of their numbers. */
export const ICMP_TYPE_NAMES: readonly string[] = [...TYPES.keys()];

/** Reads the name or the number of an ICMP type, 0 to 255; null for any other text. Pure. */
export function parseIcmpType(text: string): number | null {
  const named = TYPES.get(text.toLowerCase());
  if (named !== undefined) return named;
  return /^\d{1,3}$/.test(text) && Number(text) <= HIGHEST ? Number(text) : null;
}

/** An ICMP type in words: its name, or its number where it has none. Pure. */
export function icmpTypeText(type: number): string {
  return NAMES.get(type) ?? String(type);
}
