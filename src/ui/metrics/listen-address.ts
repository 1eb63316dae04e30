import { isIPv4, isIPv6 } from 'node:net';
import { inputError } from '@vpcctl/sdk';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';
const EXAMPLES = '127.0.0.1:9469, [::1]:9469, 0.0.0.0:9469 or 9469, which is 127.0.0.1:9469';

/**
 * Reads `ADDRESS:PORT` or `PORT`. Without an address it is loopback: the numbers tell names, and
 * nobody is asked who reads them. Pure.
 * @throws VpcctlError `LISTEN_INVALID`
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]:|([^:]*):)?(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? LOOPBACK;
  const port = Number(digits);
  const isAddress = bracketed === undefined ? isIPv4(host) : isIPv6(host);
  if (digits !== undefined && isAddress && port > 0 && port <= 65_535) return { host, port };
  throw inputError(
    'LISTEN_INVALID',
    `${JSON.stringify(text)} is no address to listen at`,
    EXAMPLES,
  );
}

/** As a URL has it: `127.0.0.1:9469`, `[::1]:9469`. Pure. */
export function showListenAddress({ host, port }: ListenAddress): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
