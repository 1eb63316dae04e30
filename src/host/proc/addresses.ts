import { networkInterfaces } from 'node:os';

/** An IPv4 address of the host, and the interface that has it. */
export interface HostAddress {
  readonly interface: string;
  readonly address: string;
}

/** The IPv4 addresses of the host by interface, loopback's 127.0.0.0/8 left out. Interfaces that are down have none. */
export function hostAddresses(): HostAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family, address }) => family === 'IPv4' && !address.startsWith('127.'))
      .map(({ address }) => ({ interface: name, address })),
  );
}
