import { inputError, isVpcctlError } from '@vpcctl/sdk';
import * as z from 'zod';

/** The input of a deletion that says what it is about: one name, or several. */
export const namesSchema = z.union([z.string(), z.array(z.string())]);

/** What a deletion is asked for. */
export interface Wanted<T> {
  readonly names: z.infer<typeof namesSchema>;
  /** Leave out names that nothing has. */
  readonly ifExists: boolean | undefined;
  /** Gives the thing of a name, or throws. */
  readonly require: (name: string) => T;
  /** The codes by which `require` says that there is nothing of that name. */
  readonly unknown: readonly string[];
  /** What is wrong where no name is given, as one of `unknown`. */
  readonly none: readonly [code: string, message: string];
}

/**
 * The things that a deletion takes away, each once; one or more.
 * @throws VpcctlError what `require` throws: with `ifExists` only where no name is known, or for
 *   another reason; `none`
 */
export function present<T>({ names, ifExists, require, unknown, none }: Wanted<T>): T[] {
  const found: T[] = [];
  let refusal: unknown = inputError(...none);
  for (const name of new Set(typeof names === 'string' ? [names] : names)) {
    try {
      found.push(require(name));
    } catch (error) {
      if (!ifExists || !isVpcctlError(error) || !unknown.includes(error.code)) throw error;
      refusal = error;
    }
  }
  if (found.length === 0) throw refusal;
  return found;
}
