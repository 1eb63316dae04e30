import { networkInterfaces } from 'node:os';

/** An IPv4 address of the host, and the interface that has it. */
export interface HostAddress {
  readonly interface: string;
  readonly address: string;
}

/**
 * The IPv4 addresses of the host by interface, without loopback's 127.0.0.0/8. An interface that is
 * down has none.
 */
export function hostAddresses(): HostAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, address }) => family === 'IPv4' && !address.startsWith('127.'))
      .map(({ address }) => ({ interface: name, address })),
  );
}

/** The names in the text of `/proc/net/dev`: two header lines, then `name: counters`. Pure. */
export function parseInterfaces(text: string): string[] {
  return text
    .split('\n')
    .slice(2)
    .flatMap((line) => /^\s*(.+):\s/.exec(line)?.[1] ?? []);
}
