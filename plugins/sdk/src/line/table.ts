import type { LineFields, Operation } from '../operation/operation.js';

/** A line for `ip -batch`, `bridge -batch` or `tc -batch`. */
export interface Line {
  readonly program: 'ip' | 'bridge' | 'tc';
  /** Words without white space or quotes. */
  readonly words: readonly string[];
}

/** How operations are written, by their kind. */
export type LineTable<Kinds extends keyof LineFields> = {
  readonly [Kind in Kinds]: (operation: Operation<Kind>) => Line;
};
