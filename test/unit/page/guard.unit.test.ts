import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  admit,
  COOKIE,
  createSession,
  type Guarded,
  HEADERS,
  type Head,
  isLoopback,
  parseListen,
  type Session,
} from '../../../src/page/server/guard/index.js';
import { parseTarget } from '../../../src/page/server/guard/request.js';

const HOST = '127.0.0.1:7400';
let session: Session;
let guarded: Guarded;
beforeEach(() => {
  session = createSession();
  guarded = { listen: { address: '127.0.0.1', port: 7400 }, session, allowChanges: true };
});

/** A question of the page itself; `other` has what differs from that. */
function question(other: Partial<Head> = {}): Head {
  const headers = { host: HOST, cookie: `${COOKIE}=${session.cookie}`, ...other.headers };
  return { method: 'GET', target: `${session.place}api/show?what=a`, ...other, headers };
}

/** A change that the page itself asks for. */
function change(headers: Head['headers'] = {}): Head {
  const own = { origin: `http://${HOST}`, 'content-type': 'application/json' };
  const all = { ...own, 'x-vpcctl-key': session.key, ...headers };
  return question({ method: 'POST', target: `${session.place}api/change`, headers: all });
}

const outcome = (head: Head) => {
  const admission = admit(head, guarded);
  return admission.type === 'refused' ? admission.refusal.code : admission.type;
};

describe('the guard', () => {
  it('lets the page ask, and change', () => {
    expect(admit(question(), guarded)).toEqual({
      ...{ type: 'ask', method: 'GET', path: 'api/show' },
      query: new Map([['what', ['a']]]),
    });
    expect(outcome(change())).toBe('ask');
    expect(outcome(question({ headers: { 'sec-fetch-site': 'same-origin' } }))).toBe('ask');
    expect(outcome(question({ headers: { host: 'localhost:7400' } }))).toBe('ask');
  });

  it.each([
    ['another name that leads here', { host: 'evil.example:7400' }, 'HOST_REFUSED'],
    ['an address in a name', { host: '127.0.0.1.evil.example:7400' }, 'HOST_REFUSED'],
    ['another port', { host: '127.0.0.1:80' }, 'HOST_REFUSED'],
    ['an address where it does not listen', { host: '192.0.2.7:7400' }, 'HOST_REFUSED'],
    ['no host', { host: undefined }, 'HOST_REFUSED'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'SITE_REFUSED'],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }, 'SITE_REFUSED'],
    ['a site twice', { 'sec-fetch-site': ['none', 'none'] }, 'SITE_REFUSED'],
    ['another origin', { origin: 'http://evil.example' }, 'ORIGIN_REFUSED'],
    ['a sandboxed origin', { origin: 'null' }, 'ORIGIN_REFUSED'],
    ['no cookie', { cookie: undefined }, 'STRANGER'],
    ['a wrong cookie', { cookie: `${COOKIE}=x` }, 'STRANGER'],
    ['the cookie of another name', { cookie: 'other=x' }, 'STRANGER'],
  ])('refuses %s', (_, headers, code) => {
    expect(outcome(question({ headers }))).toBe(code);
    expect(outcome(change(headers))).toBe(code);
  });

  it.each([
    ['no origin', { origin: undefined }, 'ORIGIN_REFUSED'],
    ['the form of another site', { 'content-type': 'text/plain' }, 'TYPE_REFUSED'],
    ['JSON with parameters', { 'content-type': 'application/json; x=1' }, 'TYPE_REFUSED'],
    ['no key', { 'x-vpcctl-key': undefined }, 'KEY_REFUSED'],
    ['a wrong key', { 'x-vpcctl-key': 'x' }, 'KEY_REFUSED'],
  ])('refuses a change with %s', (_, headers, code) => {
    expect(outcome(change(headers))).toBe(code);
  });

  it('refuses every change where the page only reads', () => {
    guarded = { ...guarded, allowChanges: false };
    expect(outcome(change())).toBe('READ_ONLY');
    expect(outcome(question())).toBe('ask');
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'CONNECT'])('refuses %s', (method) => {
    expect(outcome(question({ method }))).toBe('METHOD_REFUSED');
  });

  it('takes a token once, from an address without a cookie', () => {
    const target = () => `${session.place}?token=${session.token()}`;
    const enter = (address: string) =>
      question({ target: address, headers: { cookie: undefined } });
    const first = target();
    expect(outcome(enter(`${session.place}?token=x`))).toBe('TOKEN_REFUSED');
    expect(outcome(enter(first))).toBe('enter');
    expect(outcome(enter(first))).toBe('TOKEN_REFUSED');
    expect(outcome(enter(`${target()}&token=x`))).toBe('TOKEN_REFUSED');
    expect(outcome(enter(target()))).toBe('enter');
    // Who has the cookie may reload the first address.
    expect(outcome(question({ target: first }))).toBe('enter');
  });

  it('answers nothing outside of the place of the session', () => {
    for (const target of ['/', '/api/show', '*', 'http://127.0.0.1:7400/', '/x/../']) {
      expect(outcome(question({ target }))).toBe('ADDRESS_UNKNOWN');
    }
  });

  it('serves all names of the host where it listens at all addresses, and no other name', () => {
    guarded = { ...guarded, listen: { address: '0.0.0.0', port: 7400 } };
    expect(outcome(question({ headers: { host: '192.0.2.7:7400' } }))).toBe('ask');
    expect(outcome(question({ headers: { host: 'evil.example:7400' } }))).toBe('HOST_REFUSED');
  });

  it('gives secrets that differ, and are long', () => {
    const other = createSession();
    for (const one of [session.cookie, session.key, session.token()]) {
      expect(one).toHaveLength(43);
      expect([other.cookie, other.key, other.token()]).not.toContain(one);
    }
    expect(session.place).not.toBe(other.place);
  });

  it('lets a stranger in by nothing but the cookie or the token', () => {
    const text = fc.string({ maxLength: 60 });
    const heads = fc.record({
      method: fc.constantFrom('GET', 'POST'),
      target: fc.oneof(
        text,
        text.map((rest) => `${session.place}${rest}`),
      ),
      headers: fc.record({ cookie: text, origin: text, 'sec-fetch-site': text }),
    });
    fc.assert(
      fc.property(heads, ({ method, target, headers }) => {
        const head = { method, target, headers: { host: HOST, ...headers } };
        expect(admit(head, guarded).type).toBe('refused');
      }),
    );
  });
});

describe('the target of a request', () => {
  it('is read as URLSearchParams does, where it is read', () => {
    const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 5 });
    fc.assert(
      fc.property(pairs, (given) => {
        const sent = new URLSearchParams(given);
        const read = parseTarget(`/api/x?${sent}`);
        expect(read?.path).toBe('/api/x');
        const found = [...(read?.query ?? [])].flatMap(([name, values]) =>
          values.map((value) => [name, value]),
        );
        const byName = (list: string[][]) =>
          list.toSorted((a, b) =>
            (a[0] ?? '') < (b[0] ?? '') ? -1 : (a[0] ?? '') > (b[0] ?? '') ? 1 : 0,
          );
        expect(byName(found)).toEqual(byName([...sent]));
      }),
    );
  });

  it('is any text without a fault of the reader, and never leads upwards', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const read = parseTarget(text);
        if (read === null) return;
        expect(read.path.startsWith('/')).toBe(true);
        expect(read.path).not.toMatch(/\.\.|%|\\|\/\//);
      }),
    );
    expect(parseTarget('/a?b=%E0%A4%A')).toBeNull();
    expect(parseTarget(`/${'a'.repeat(5000)}`)).toBeNull();
  });
});

describe('where the page is served', () => {
  it.each([
    ['127.0.0.1:7400', '127.0.0.1', 7400],
    ['localhost:0', '127.0.0.1', 0],
    ['8080', '127.0.0.1', 8080],
    ['0.0.0.0:7400', '0.0.0.0', 7400],
  ])('%s', (text, address, port) => {
    expect(parseListen(text)).toEqual({ address, port });
    expect(isLoopback({ address })).toBe(address !== '0.0.0.0');
  });

  it.each(['', 'x:1', '127.0.0.1', '127.0.0.1:99999', '[::1]:80', '10.0.0.1/24:80'])(
    'is not %j',
    (text) => {
      expect(() => parseListen(text)).toThrow(/is not ADDRESS:PORT/);
    },
  );
});

it('every answer forbids scripts and styles of markup, other sites and frames', () => {
  const policy = HEADERS['Content-Security-Policy'] ?? '';
  expect(policy).not.toMatch(/unsafe|\*|http/);
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"]) {
    expect(policy).toContain(part);
  }
});
