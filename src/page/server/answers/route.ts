import { inputError } from '@vpcctl/sdk';
import type * as z from 'zod';
import type { Target } from '../guard/index.js';
import type { Site } from '../site/index.js';

/** An answer that is no JSON. */
export interface Document {
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** The name under which a browser keeps it. */
  readonly file?: string;
}

/** How a path is answered. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /**
   * Answers the fields of a query, or those of a body.
   * @param gone tells that nobody waits for the answer any more
   */
  readonly answer: (site: Site, fields: unknown, gone: AbortSignal) => Promise<object | Document>;
  /** Fields that a query may have several times. */
  readonly many: readonly string[];
}

/** A route whose fields are checked by a schema. */
export function route<T>(
  schema: z.ZodType<T>,
  answer: (site: Site, fields: T, gone: AbortSignal) => Promise<object | Document>,
  { method = 'GET', many = [] }: Partial<Pick<Route, 'method' | 'many'>> = {},
): Route {
  return {
    method,
    many,
    answer: async (site, fields, gone) => {
      const read = schema.safeParse(fields);
      if (read.success) return answer(site, read.data, gone);
      const [issue] = read.error.issues;
      throw inputError(
        'QUESTION_INVALID',
        `${issue?.path.join('.') || 'the question'}: ${issue?.message ?? 'not valid'}`,
        'reload the page: it may be of another version',
      );
    },
  };
}

/**
 * The fields of a query as a record. Pure.
 * @throws VpcctlError `QUESTION_INVALID` for a field that comes twice and may not
 */
export function fieldsOf(query: Target['query'], many: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, values] of query) {
    if (many.includes(name)) fields[name] = [...values];
    else if (values.length === 1) fields[name] = values[0];
    else throw inputError('QUESTION_INVALID', `${JSON.stringify(name)} comes twice`);
  }
  return { ...fields };
}

export function isDocument(answer: object): answer is Document {
  return 'contentType' in answer && 'body' in answer;
}
