import { isLoopback, type ListenAddress } from './listen-address.js';
import { cookiesOf, type Head, headerOf, parseTarget, type Target } from './request.js';
import { COOKIE, isSame, type Session } from './session.js';

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What the guard lets pass: the way into the page by a token, a file or an answer. */
export type Admission =
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'enter' }
  | {
      readonly type: 'ask';
      readonly method: 'GET' | 'POST';
      /** Within the session's place: `api/list`; the page itself is ''. */
      readonly path: string;
      readonly query: Target['query'];
    };

/** What the guard compares a request with. */
export interface Guarded {
  /** With the port that the system gave. */
  readonly listen: ListenAddress;
  readonly session: Session;
  readonly allowChanges: boolean;
}

/** The header that carries the key of a session. */
export const KEY_HEADER = 'x-vpcctl-key';

/**
 * Decides about a request, before anything is read for it. Pure, but that a token is used up.
 * The order matters: names that lead here from elsewhere, then other sites, then strangers.
 */
export function admit(head: Head, guarded: Guarded): Admission {
  const { session } = guarded;
  const host = headerOf(head, 'host');
  if (host === null || !isOwnHost(host, guarded.listen)) {
    return refused(421, 'HOST_REFUSED', 'this server has another name');
  }
  if (head.method !== 'GET' && head.method !== 'POST') {
    return refused(405, 'METHOD_REFUSED', 'only GET and POST are served');
  }
  const elsewhere = refusalOfSite(head, host);
  if (elsewhere !== null) return { type: 'refused', refusal: elsewhere };
  const target = parseTarget(head.target);
  if (target === null || !target.path.startsWith(session.place)) {
    return refused(404, 'ADDRESS_UNKNOWN', 'open the address that vpcctl ui printed');
  }
  const path = target.path.slice(session.place.length);
  const tokens = target.query.get('token');
  if (tokens !== undefined && path === '' && head.method === 'GET') {
    const [token = '', ...more] = tokens;
    if (more.length === 0 && session.redeem(token)) return { type: 'enter' };
    // A reload of the first address is no stranger.
    if (isKnown(head, session)) return { type: 'enter' };
    return refused(401, 'TOKEN_REFUSED', 'the address was used already: take the newest one');
  }
  if (!isKnown(head, session)) {
    return refused(401, 'STRANGER', 'open the address that vpcctl ui printed');
  }
  const method = head.method;
  if (method === 'POST') {
    const refusal = refusalOfChange(head, guarded);
    if (refusal !== null) return { type: 'refused', refusal };
  }
  return { type: 'ask', method, path, query: target.query };
}

function refused(status: number, code: string, message: string): Admission {
  return { type: 'refused', refusal: { status, code, message } };
}

/**
 * Whether a Host header names this server. A name that leads to an address is never enough: so no
 * site reaches the server by a name of its own (DNS rebinding). Pure.
 */
export function isOwnHost(host: string, listen: ListenAddress): boolean {
  const [, name = '', port = '80'] = /^([a-z0-9.]+)(?::(\d{1,5}))?$/i.exec(host) ?? [];
  if (Number(port) !== listen.port) return false;
  if (name === listen.address) return true;
  if (name.toLowerCase() === 'localhost') return isLoopback(listen) || isEvery(listen);
  return isEvery(listen) && /^(\d{1,3}\.){3}\d{1,3}$/.test(name);
}

function isEvery({ address }: ListenAddress): boolean {
  return address === '0.0.0.0';
}

/** Refuses what another site made the browser send. A change has to name its origin. */
function refusalOfSite(head: Head, host: string): Refusal | null {
  const site = headerOf(head, 'sec-fetch-site');
  const isSameSite = site === null || site === 'same-origin' || site === 'none';
  if (!isSameSite || (head.headers['sec-fetch-site'] !== undefined && site === null)) {
    return {
      ...{ status: 403, code: 'SITE_REFUSED' },
      message: 'another site led here: paste the address that vpcctl ui printed',
    };
  }
  const origin = headerOf(head, 'origin');
  if (origin === null && head.headers['origin'] === undefined && head.method === 'GET') return null;
  if (origin === `http://${host}`) return null;
  return { status: 403, code: 'ORIGIN_REFUSED', message: 'only the page itself may ask' };
}

function isKnown(head: Head, session: Session): boolean {
  return cookiesOf(head, COOKIE).some((value) => isSame(value, session.cookie));
}

function refusalOfChange(head: Head, { session, allowChanges }: Guarded): Refusal | null {
  if (headerOf(head, 'content-type') !== 'application/json') {
    return { status: 415, code: 'TYPE_REFUSED', message: 'a change is application/json' };
  }
  if (!isSame(headerOf(head, KEY_HEADER) ?? '', session.key)) {
    return { status: 403, code: 'KEY_REFUSED', message: 'only the page itself may ask' };
  }
  if (!allowChanges) {
    return {
      ...{ status: 403, code: 'READ_ONLY' },
      message: 'this page only reads; start it with vpcctl ui --allow-changes',
    };
  }
  return null;
}
