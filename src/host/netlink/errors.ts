import { constants } from 'node:os';
import type { Acknowledgement } from './codec/acknowledgement.js';

const { errno: ERRNO } = constants;

/** Two names have one number on Linux; this is the one that rtnetlink's authors write. */
const NAMES = new Map<number, string>([
  ...Object.entries(ERRNO).map(([name, number]) => [number, name] as const),
  [ERRNO.EOPNOTSUPP, 'EOPNOTSUPP'],
  [ERRNO.EAGAIN, 'EAGAIN'],
]);

/** The name of an error number: `EEXIST`; see errno(3). */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `E${errno}`;
}

/** A C function that failed. */
export class SystemError extends Error {
  override readonly name = 'SystemError';

  /** Each bundle has a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'SystemError';
  }

  readonly code: string;

  /** @param call the function, and what it was to do: `setns vpc1-web` */
  constructor(
    call: string,
    readonly errno: number,
  ) {
    const code = errnoName(errno);
    super(`${call}: ${code}`);
    this.code = code;
  }
}

/** The result of `work` with `node:fs`, whose errors become a {@link SystemError}. */
export function orSystemError<T>(call: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || !('errno' in error)) throw error;
    throw new SystemError(call, Math.abs(Number(error.errno)));
  }
}

/** A request that the kernel refused, in the kernel's words where it has some. */
export class NetlinkError extends Error {
  override readonly name = 'NetlinkError';

  /** Each bundle has a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'NetlinkError';
  }

  /** The name of `errno`: `EEXIST`. */
  readonly code: string;
  readonly errno: number;
  /** The kernel's own words: `Nexthop has invalid gateway`. */
  readonly kernelText: string | null;
  /** Where in the request the attribute at fault begins. */
  readonly offset: number | null;
  /** The type of an attribute that the request lacks. */
  readonly missing: number | null;

  /** @param what what was asked for: `link add br-vpc1` */
  constructor(
    readonly what: string,
    { errno, text, offset, missing }: Acknowledgement,
  ) {
    const code = errnoName(errno);
    super(`${what}: ${text ?? code}`);
    this.code = code;
    this.errno = errno;
    this.kernelText = text;
    this.offset = offset;
    this.missing = missing;
  }
}
