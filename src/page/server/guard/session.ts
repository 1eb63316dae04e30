import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The name of the cookie that a browser gets for its token. */
export const COOKIE = 'vpcctl';

/** What a browser has to know. All of it is new with each start of the server, and in no file. */
export interface Session {
  /**
   * The path of all that is served: `/Qm3…/`. A cookie goes to every port of a host, but only to its
   * path: so a server on another port does not get it.
   */
  readonly place: string;
  /** The value of the cookie. */
  readonly cookie: string;
  /** The value that changes have to bring in a header, which no other site can send. */
  readonly key: string;
  /** The token of the next address that is printed. */
  token(): string;
  /** Whether a token is that one. It is good for one use: then there is another. */
  redeem(token: string): boolean;
}

const secret = (bytes = 32): string => randomBytes(bytes).toString('base64url');

export function createSession(): Session {
  let token = secret();
  return {
    place: `/${secret(12)}/`,
    cookie: secret(),
    key: secret(),
    token: () => token,
    redeem(candidate) {
      if (!isSame(candidate, token)) return false;
      token = secret();
      return true;
    },
  };
}

/** Whether two texts are the same, in a time that tells nothing about where they differ. */
export function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
