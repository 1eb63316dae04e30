import type { LogLevel } from '../log-level.js';
import type { TimeWish } from '../time-wish.js';

/** The flags of every command that works on the host, as oclif parses them. */
export interface EngineFlags {
  readonly 'dry-run': boolean;
  readonly explain: boolean;
  readonly 'log-level': LogLevel;
}

/** The flags by which a change is guarded, as oclif parses them. */
export interface GuardFlags {
  readonly 'confirm-within'?: string | undefined;
  readonly check?: readonly string[] | undefined;
}

/** A wish for the engine, and what to say when it is done. */
export type Wish = (
  | { /** An intent's type and input. */ readonly type: string; readonly input: unknown }
  | { /** What is to be done to the history. */ readonly time: TimeWish }
) & {
  /** What `this.parse` gave: dry runs, explanations, guards and `--kill` follow from them. */
  readonly flags: EngineFlags & GuardFlags & { readonly kill?: boolean };
  /** What was made, in words, a line each, from the recorded data. */
  readonly summary: (data: never, description: string) => readonly string[];
};
