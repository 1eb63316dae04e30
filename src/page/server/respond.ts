import { isVpcctlError } from '@vpcctl/sdk';
import { describeError } from '../../ui/errors/error.js';
import { type Document, fieldsOf, isDocument, ROUTES } from './answers/index.js';
import { admit, COOKIE, type Guarded, HEADERS, type Head, type Refusal } from './guard/index.js';
import type { Site } from './site/index.js';

/** Streams of events: of the journal and the throughput, and two that run while they are read. */
const STREAMS: readonly string[] = ['api/events', 'api/denied', 'api/flows'];

/** An answer to a request, before it is written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The stream of events that follows, for as long as the browser listens. */
  readonly streams?: string;
}

/** What the server answers with. */
export interface Desk {
  readonly site: Site;
  readonly guarded: Guarded;
  readonly assets: ReadonlyMap<string, Document>;
  /** A token was used: the next address is another one. */
  readonly entered: () => void;
}

/** A body of a request, read only when the guard has let it pass. */
export type ReadBody = () => Promise<string | null>;

/**
 * Answers a request. It listens to nothing and writes nothing: what an answer reads is read by the
 * functions of the commands.
 * @param gone tells that nobody waits for the answer any more
 */
export async function respond(
  desk: Desk,
  head: Head,
  readBody: ReadBody,
  gone: AbortSignal = new AbortController().signal,
): Promise<Answer> {
  const { site, guarded, assets, entered } = desk;
  const admission = admit(head, guarded);
  if (admission.type === 'refused') return refused(admission.refusal);
  if (admission.type === 'enter') {
    entered();
    return enter(guarded);
  }
  const { method, path, query } = admission;
  const asset = assets.get(path);
  if (asset !== undefined && method === 'GET') return documentAnswer(asset);
  if (STREAMS.includes(path) && method === 'GET') {
    const headers = { ...HEADERS, 'Content-Type': 'text/event-stream' };
    return { status: 200, headers, body: '', streams: path };
  }
  const route = ROUTES.get(path);
  if (route === undefined || route.method !== method) {
    return refused({ status: 404, code: 'PATH_UNKNOWN', message: `there is no ${method} ${path}` });
  }
  try {
    const fields = method === 'GET' ? fieldsOf(query, route.many) : parseBody(await readBody());
    if (fields === null) {
      return refused({ status: 400, code: 'BODY_INVALID', message: 'the body is no small JSON' });
    }
    const answer = await route.answer(site, fields, gone);
    return isDocument(answer) ? documentAnswer(answer) : json(200, answer);
  } catch (error) {
    return json(statusOf(error), { error: describeError(error) });
  }
}

function parseBody(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Input errors are the browser's; the rest is of the host. */
function statusOf(error: unknown): number {
  if (!isVpcctlError(error)) return 500;
  return error.category === 'input' ? 400 : 500;
}

/** Gives the cookie, and goes on without the token in the address. */
function enter({ session }: Guarded): Answer {
  const cookie = `${COOKIE}=${session.cookie}; Path=${session.place}; HttpOnly; SameSite=Strict`;
  const headers = { ...HEADERS, 'Set-Cookie': cookie, Location: session.place };
  return { status: 303, headers, body: '' };
}

function refused({ status, code, message }: Refusal): Answer {
  return json(status, { error: { code, message, hints: [], exitCode: 1 } });
}

function json(status: number, value: object): Answer {
  const headers = { ...HEADERS, 'Content-Type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(value) };
}

function documentAnswer({ contentType, body, file }: Document): Answer {
  const kept =
    file === undefined ? {} : { 'Content-Disposition': `attachment; filename="${file}"` };
  return { status: 200, headers: { ...HEADERS, 'Content-Type': contentType, ...kept }, body };
}
