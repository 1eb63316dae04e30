/** An address behind a router, as a key: VPCs may have the same addresses. */
export function bridgeAddressKey(bridge: string, address: string): string {
  return `${bridge} ${address}`;
}
