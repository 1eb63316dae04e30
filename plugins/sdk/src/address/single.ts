const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const SINGLE = new RegExp(`^(${OCTET}(?:\\.${OCTET}){3})(?:/32)?$`);

/**
 * The address in a canonical text that names one IPv4 address, alone or as its network: `10.0.0.1`
 * of `10.0.0.1/32`. Null for any other text. Pure. A policy may name thousands, and this only
 * compares text.
 */
export function singleAddress(text: string): string | null {
  return SINGLE.exec(text)?.[1] ?? null;
}

/** The text of the network of one IPv4 address, which {@link singleAddress} gave. Pure. */
export function singleNetwork(address: string): string {
  return `${address}/32`;
}
