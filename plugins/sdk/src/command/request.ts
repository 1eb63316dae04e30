import type { HistoryRequest } from '../contract/history-request.js';
import type { LogLevel } from '../log-level.js';

/** The flags of every command that works on the host, as oclif parses them. */
export interface EngineFlags {
  /** Show what would be done, and do nothing. */
  readonly 'dry-run': boolean;
  /** Print each host command while it runs, and why. */
  readonly explain: boolean;
  /** How much goes to the log file. */
  readonly 'log-level': LogLevel;
}

/** The flags by which a change is guarded, as oclif parses them. */
export interface ConfirmFlags {
  /** A time, as it was written: `60s`. */
  readonly 'confirm-within'?: string | undefined;
  /** Probes, as they were written: `vpc1/a -> 10.0.1.1:80`. */
  readonly check?: readonly string[] | undefined;
}

/** A wish for the engine, and what to say when it is done. */
export type CommandRequest = (
  | { /** An intent's type and input. */ readonly type: string; readonly input: unknown }
  | { /** What is to be done to the history. */ readonly time: HistoryRequest }
) & {
  /** What `this.parse` gave: dry runs, explanations, guards and `--kill` follow from them. */
  readonly flags: EngineFlags & ConfirmFlags & { readonly kill?: boolean };
  /** What was made, in words, a line each, from the recorded data. */
  readonly summary: (data: never, description: string) => readonly string[];
};
