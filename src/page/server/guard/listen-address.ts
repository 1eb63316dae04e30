import { inputError, isAddress } from '@vpcctl/sdk';

/** Where the page is served. */
export interface ListenAddress {
  /** An IPv4 address of this host, or 0.0.0.0 for all of them. */
  readonly address: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** Where the page is served unless told otherwise. */
export const LISTEN = '127.0.0.1:7400';

/**
 * Reads `ADDRESS:PORT`, `localhost:PORT` or `PORT`. Pure.
 * @throws VpcctlError `LISTEN_INVALID`
 */
export function parseListen(text: string): ListenAddress {
  const [, name = '127.0.0.1', digits = ''] = /^(?:([^:]+):)?(\d{1,5})$/.exec(text) ?? [];
  const address = name === 'localhost' ? '127.0.0.1' : name;
  const port = Number(digits);
  if (digits !== '' && port <= 65_535 && isAddress(address)) return { address, port };
  throw inputError(
    'LISTEN_INVALID',
    `${JSON.stringify(text)} is not ADDRESS:PORT`,
    `for example: --listen ${LISTEN}`,
    'port 0 takes any free port',
  );
}

/** Whether only programs on this host can connect to an address. Pure. */
export function isLoopback({ address }: Pick<ListenAddress, 'address'>): boolean {
  return address.startsWith('127.');
}
