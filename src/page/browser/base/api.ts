import type { ErrorOutput } from '../../../schemas/error.js';

/** An answer that is an error, with what to do next. */
export class Failure extends Error {
  readonly code: string;
  readonly hints: readonly string[];

  constructor({ code, message, hints }: Pick<ErrorOutput['error'], 'code' | 'message' | 'hints'>) {
    super(message);
    this.code = code;
    this.hints = hints;
  }
}

type Fields = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

/** The address of a question: fields that are null or undefined are left out. Pure. */
export function addressOf(path: string, fields: Fields = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined) continue;
    const values = typeof value === 'object' ? value : [String(value)];
    for (const each of values) query.append(name, each);
  }
  const text = query.toString();
  return `api/${path}${text === '' ? '' : `?${text}`}`;
}

/** Asks the server, which answers with the shape that the path has: it is of the same package. */
export async function ask<T>(path: string, fields: Fields = {}, signal?: AbortSignal): Promise<T> {
  return read<T>(await send(addressOf(path, fields), signal === undefined ? {} : { signal }));
}

/** Asks for a change. */
export async function askChange<T>(path: string, body: object, key: string): Promise<T> {
  const headers = { 'Content-Type': 'application/json', 'X-Vpcctl-Key': key };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  return read<T>(await send(addressOf(path), request));
}

async function send(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: 'same-origin', ...request });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Failure({
      ...{ code: 'SERVER_GONE', message: 'vpcctl ui does not answer' },
      hints: ['start it again, and open the address that it prints'],
    });
  }
}

async function read<T>(response: Response): Promise<T> {
  const answer: unknown = await response.json();
  if (response.ok) return answer as T;
  throw new Failure((answer as ErrorOutput).error);
}

/** Whether a question was given up for a newer one. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
